"""T3, which turns text into speech tokens: many texts at a time, each as the stock loop would speak it alone."""
