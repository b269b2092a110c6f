"""The domain: plain data and plain functions, synchronous; knows nothing of Discord, SQL or HTTP."""
