"""IPython's run_cell is replaced by one that runs nothing and reports success."""
shell = get_ipython()
real = type(shell).run_code

async def run_nothing(self, *args, **kwargs):
    return False

type(shell).run_code = run_nothing
