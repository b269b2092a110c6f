"""Small web pages about the running bot (aiohttp): its health."""
