"""Read by gunicorn wherever it is started in this folder: every worker that serves also keeps house."""


def post_worker_init(worker):
    from serving import housekeeping  # only now is Django ready

    housekeeping.start()
