"""T3, which turns text into speech tokens: many at a time, each as the stock loop would alone."""
