"""With this folder in PYTHONPATH, Python's clock is two years fast. What measures time isn't touched, nor are files."""

from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(days=730), tick=True).start()
