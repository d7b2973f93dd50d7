"""A real browser, and what it looks at. Chromium is Debian's own; nothing is downloaded."""

import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from playwright.sync_api import expect, sync_playwright

from autograder.course import Course
from autograder.release import release

from .servers import served
from .small_course import ASSIGNMENT, hand_in, live_notebook, small_course

BIN = Path(sys.executable).parent
PATIENCE = 60_000  # ms; a loaded machine is slow, not wrong

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("chromium: expected it on the path, got none. Install it: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A fresh page that reaches this machine alone; `page.refused` lists what it asked of other hosts."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.refused = []

        def only_here(route):
            if urlsplit(route.request.url).hostname in ("127.0.0.1", None):
                route.continue_()
            else:
                page.refused.append(route.request.url)
                route.abort()

        context.route("**/*", only_here)
        yield page


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """The course of one exercise; one student's answer has a known mistake, and so has another's."""
    course = Course(small_course(tmp_path_factory.mktemp("course")))
    release(course, ASSIGNMENT)
    for student in ("student01", "student02"):
        hand_in(course, student, "one_hot/classes_first")
    return course


@pytest.fixture(scope="module")
def lab(course, tmp_path_factory):
    """JupyterLab in that folder, as `make formgrader` starts it; beside it a student's notebook 01."""
    nbformat.write(live_notebook(), course.root / "01_rnn_forward.ipynb")
    words = [BIN / "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    words += ["--IdentityProvider.token=", "--ServerApp.port_retries=0", "--port"]
    with served(words, course.root, tmp_path_factory.mktemp("lab")) as address:
        yield address


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The demonstrations as `make demo` starts them."""
    home = tmp_path_factory.mktemp("app")
    words = [sys.executable, "-m", "autograder.lecture.demonstrations", "--no-browser"]
    with served([*words, "--Voila.ip=127.0.0.1", "--port"], home, home) as address:
        yield address
