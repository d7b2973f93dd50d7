# Every target makes .venv itself, once, from the pinned requirements.

PYTHON ?= python3
BIN := .venv/bin
COURSE ?= sample_class

.PHONY: help grade test lab release bundle formgrader slides demo picture pictures fingerprints mutation scorecard bench clean

help:
	@echo "make grade       grade the sample class: marks, feedback pages, grades.csv, a table"
	@echo "make test        run all tests"
	@echo "make lab         open the students' notebooks in JupyterLab"
	@echo "make release     make the students' notebooks from solutions/"
	@echo "make bundle      pack one zip per assignment for students"
	@echo "make formgrader  mark written answers by hand (COURSE=. for your own class)"
	@echo "make slides      make slides of every notebook, one HTML file each, into build/slides/"
	@echo "make demo        open the live demonstrations alone, for a projector"
	@echo "make scorecard   measure how well the grader grades, into docs/scorecard.md"
	@echo "make bench       measure how fast a class is graded, and more (PARTS='rate --sizes 12 60 300')"
	@echo "make mutation    try generic edits of every solution, into docs/mutation.json (half an hour)"
	@echo "make clean       remove everything that was made, except .venv and your own class"

.venv/made: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "python: expected 3.11 or newer, got $$($(PYTHON) --version). Try make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

# Exit status 1 says that a submission needs a look; the sample class has broken ones on purpose.
grade: .venv/made
	$(BIN)/autograder release
	$(BIN)/autograder sample-class
	$(BIN)/autograder grade --course sample_class || test $$? -eq 1

# One process for each core, and so one thread in each; in order, as the files with few tests are the long ones.
test: .venv/made
	$(BIN)/ruff check .
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

lab: .venv/made
	$(BIN)/jupyter lab --notebook-dir notebooks

release: .venv/made
	$(BIN)/autograder release

bundle: .venv/made
	$(BIN)/autograder bundle

formgrader: .venv/made
	cd $(COURSE) && $(abspath $(BIN))/jupyter lab --LabApp.default_url=/formgrader

slides: .venv/made
	$(BIN)/python -m autograder.lecture.slides

demo: .venv/made
	$(BIN)/python -m autograder.lecture.demonstrations

# The picture in the README: one exercise of one feedback page, after `make grade`.
PAGE := sample_class/feedback/student05/01_rnn_forward/01_rnn_forward.html
ONE_EXERCISE := section:not(:has(a[id^="rnn_step_forward"])) { display: none }
picture:
	mkdir -p build/chromium
	sed 's#</head>#<style>$(ONE_EXERCISE)</style></head>#' $(PAGE) > build/page.html
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir=build/chromium \
		--window-size=960,1420 --screenshot=docs/pictures/feedback.png file://$(CURDIR)/build/page.html
	$(BIN)/python -c 'from PIL import Image; p = "docs/pictures/feedback.png"; \
		Image.open(p).convert("RGB").quantize(64).save(p, optimize=True)'

# The pictures in docs/lecturers.md.
pictures: .venv/made
	$(BIN)/python -m autograder.lecture.pictures

# After a change of a solution, a mistake or a probe.
fingerprints: .venv/made
	$(BIN)/python -m autograder.fingerprints

mutation: .venv/made
	$(BIN)/python -m autograder.survivors

scorecard: .venv/made
	$(BIN)/python -m autograder.scorecard

# The last two want torch, for the comparison.
bench: .venv/made
	$(BIN)/python benchmarks/batch_grading.py $(PARTS)
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.demonstrations
	$(BIN)/python -m benchmarks.gradient_checker
	$(BIN)/python -m benchmarks.layers

clean:
	rm -rf sample_class bundles build *.egg-info .pytest_cache .ruff_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
