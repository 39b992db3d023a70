"""
Sets the clock of a process that a journey started, before anything of ours is read.

Python imports this by itself because the folder stands in the process's PYTHONPATH; the product neither holds it nor
knows of it, and a city has no such way. ``MEYDAN_JOURNEY_AT`` is the moment at which the process begins, in ISO 8601
with its zone; from there the clock goes on at its usual pace, in every process that this one starts too.
"""

import os
from datetime import datetime

if "MEYDAN_JOURNEY_AT" in os.environ:
    import time_machine

    time_machine.travel(datetime.fromisoformat(os.environ["MEYDAN_JOURNEY_AT"]), tick=True).start()
