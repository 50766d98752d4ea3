"""Check that cases are sound: ``python bench/quality/verify.py [WORD ...]``.

Visible tests pass and hidden tests fail on the project as it is; both pass on the solution, which
adds no finding; each mutant is noticed by the solution's tests.
"""

from __future__ import annotations

import sys

from answers import created_files, selection_after, solution_of
from cases import BadCaseError, Case, read_cases
from installing import install
from judging import TESTS, Edit, judge
from sandbox import copied


def main() -> int:
    """Print one line for each case; 1 when one is not sound."""
    try:
        cases = read_cases(sys.argv[1:])
    except BadCaseError as error:
        sys.exit(str(error))
    if problem := install():
        sys.exit(problem)
    unsound = 0
    for case in cases:
        wrong = problems(case)
        unsound += bool(wrong)
        print(f"{case.name}: {'; '.join(wrong) if wrong else 'sound'}", flush=True)
    return 1 if unsound else 0


def problems(case: Case) -> list[str]:
    """What is wrong with a case; nothing where it is sound."""
    try:
        first, last = case.lines
    except BadCaseError as error:
        return [str(error)]
    found = []
    size = sum(len(p.read_text().splitlines()) for p in case.project.rglob("*") if p.is_file())
    if not 1 <= last - first + 1 <= 200 or size > 1_500:
        found.append(f"{last - first + 1} lines selected of {size}")
    with copied(case) as project:
        seen = project.test(case.visible_tests())
        if not seen.passed:
            found.append(f"visible tests fail before:\n{seen.words}")
        if case.expect == "repair" and project.test_hidden().passed:
            found.append("hidden tests pass before")
    if case.expect == "decline":
        return found
    if case.expect == "repair" and selection_after(case) is None:
        found.append("the solution changes lines outside of the selection")
    if case.expect == "tests" and not any(m in n for n in created_files(case) for m in TESTS):
        found.append("the solution adds no test file")
    judged = judge(case, Edit(solution_of(case)))
    if judged.verdict != "repaired":
        found.append(f"the solution is {judged.verdict}: {judged.why}")
    return found


if __name__ == "__main__":
    sys.exit(main())
