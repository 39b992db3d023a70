"""What is measured: one module `bench_NAME.py` for each benchmark, run with `meydan bench NAME`."""
