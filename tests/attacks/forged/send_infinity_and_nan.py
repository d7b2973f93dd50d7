"""JSON of Python's own knows NaN and Infinity where a size is expected."""
FORGED = frame(b'{"kept": [], "value": ["tuple", [["array", "<f8", [NaN, Infinity], true], null]]}')
