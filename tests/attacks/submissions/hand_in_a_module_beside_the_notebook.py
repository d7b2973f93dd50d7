"""Files beside the notebook are found by its imports, and by the grader's if it runs there."""

def attack(notebook, folder):
    for name in ("numpy", "sitecustomize", "usercustomize", "autograder", "nbgrader_config", "conftest"):
        (folder / f"{name}.py").write_text("allclose = lambda *args: True\ngrade = lambda *args: 2\nimport os\n")
    package = folder / "autograder"
    package.mkdir()
    (package / "__init__.py").write_text("grade = lambda *args: 2\n")
