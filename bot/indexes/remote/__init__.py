"""The index where several machines reach it: objects in S3's kind of storage or in PostgreSQL, read through a cache."""
