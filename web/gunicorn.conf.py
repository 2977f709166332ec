"""Read by gunicorn wherever it is started in this folder: every worker that serves also keeps house.

At its end a worker writes what it still has in memory.
"""

import os
import shutil


def post_worker_init(worker):
    from serving import housekeeping  # only now is Django ready

    housekeeping.start()


def worker_exit(server, worker):
    from serving import housekeeping

    housekeeping.write_waiting()


def on_exit(server):
    shutil.rmtree(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""), ignore_errors=True)  # what serving/metrics.py counted
