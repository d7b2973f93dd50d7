"""nbgrader's own pages on this course: Validate, the formgrader, and the page that a student gets back."""

from playwright.sync_api import expect

from autograder.grading import grade_submission

from .small_course import ASSIGNMENT
from .test_demonstrations import STEP_1, STEP_2, move_first_slider

NAMED = "The classes are the last axis, behind time and batch; here they come first."


def test_a_student_runs_the_notebook_moves_the_slider_and_validates(lab, page):
    page.goto(f"{lab}/lab/tree/{ASSIGNMENT}.ipynb")
    page.get_by_role("heading", name="The recursion").wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expect(page.locator(STEP_1)).to_be_attached()
    move_first_slider(page)
    expect(page.locator(STEP_2)).to_be_visible()
    page.get_by_role("button", name="Validate").click()
    answer = page.locator(".jp-Dialog")
    answer.wait_for()
    expect(answer).to_contain_text("rnn_readout: write this function")
    expect(answer).not_to_contain_text("one_hot:")


def test_rise_shows_the_notebook_as_slides_and_runs_the_code_on_them(lab, page):
    page.goto(f"{lab}/lab/tree/{ASSIGNMENT}.ipynb")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expect(page.locator(STEP_1)).to_be_attached()
    for _ in range(60):  # a cell that ends after it was saved changes it again
        page.locator("[data-jp-item-name=save]").click()
        page.wait_for_timeout(1000)
        if not page.locator(".jp-mod-dirty").count():
            break
    page.goto(f"{lab}/rise/{ASSIGNMENT}.ipynb")
    page.get_by_role("heading", name="The recursion").wait_for()
    slide = page.locator("section.present:not(.stack)")
    for _ in range(100):
        if slide.locator(STEP_1).count():
            break
        page.keyboard.press("Space")
        page.wait_for_timeout(100)
    expect(slide.locator(STEP_1)).to_be_visible()
    prompt = slide.locator(".jp-InputPrompt")
    before = prompt.inner_text()
    slide.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(prompt).not_to_have_text(before)
    expect(slide.locator(STEP_1)).to_be_visible()


def test_formgrader_autogrades_a_submission_and_opens_the_result(lab, course, page):
    page.goto(f"{lab}/formgrader/manage_submissions/{ASSIGNMENT}")
    row = page.locator("tr", has_text="student01")
    row.locator(".autograde a").click()
    expect(page.locator("#success-modal")).to_contain_text("Successfully autograded")
    page.locator("#success-modal").get_by_role("button", name="Close").last.click()
    expect(row.locator(".score")).to_have_text("0 / 3")
    row.locator(".student-name a").click()
    page.get_by_role("link", name=ASSIGNMENT).last.click()
    expect(page.locator("body")).to_contain_text(NAMED)


def test_feedback_page_names_the_mistake(course, page):
    grade_submission(course, ASSIGNMENT, "student02")
    page.goto(course.feedback(ASSIGNMENT, "student02").as_uri())
    expect(page.locator(".total")).to_have_text("0 of 3 points")
    expect(page.get_by_text(NAMED)).to_be_visible()
    assert page.locator("math").count()
    assert not page.refused
