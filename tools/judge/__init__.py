"""Training the judge: examples, near misses made by program, the network, its training, and its figures."""
