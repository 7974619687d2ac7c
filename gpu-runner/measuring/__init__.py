"""What measures engines through their port: for benchmark.py and gate.py, not for the server."""
