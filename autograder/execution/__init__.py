"""The trusted side of grading: starts the sandbox, runs the test cells, gives the verdicts."""
