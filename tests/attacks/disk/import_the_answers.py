"""The reference, the exercises and the mistakes could be imported where the package is installed."""

for name in ("autograder.reference.rnn", "autograder.exercises", "autograder.grade", "rnn_helpers.lstm_layer", "nbgrader"):
    try:
        __import__(name)
        print("stolen:", name)
    except ImportError as error:
        print("refused:", error)

def target(x):
    return 0
