"""Drives a browser over the form's pages. Prints one JSON object; a step that does not come about ends it with an error.

    browser.py pages BASE SHOTS AXE PATH…    opens each page in both languages
    browser.py claim BASE SHOTS AXE FILE     files a claim by keyboard: wrong fields, evidence, a draft, the receipt
    browser.py table BASE SHOTS AXE FILE     uploads a table, looks at its errors, sends the good rows
"""

import json
import os
import sys
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 120


class Visit:
    """A browser on the screen of a small laptop, and what was seen with it."""

    def __init__(self, profile, base, shots, axe):
        options = Options()
        for argument in (
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1366,768",
            "--hide-scrollbars", "--user-data-dir=" + profile,
        ):
            options.add_argument(argument)
        options.binary_location = "/usr/bin/chromium"
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.set_page_load_timeout(PATIENCE)
        self.driver.set_script_timeout(PATIENCE)
        self.base = base
        self.shots = shots
        self.rules = open(axe).read() if axe else None
        self.found = {"console": [], "axe": [], "titles": []}

    def wait(self, condition):
        return WebDriverWait(self.driver, PATIENCE, poll_frequency=0.1).until(condition)

    def wait_for(self, selector):
        return self.wait(lambda d: d.find_elements(By.CSS_SELECTOR, selector))[0]

    def wait_for_text(self, selector, text):
        # In one step, for the page may be drawn anew between two.
        script = "return [...document.querySelectorAll(arguments[0])].some((one) => one.innerText.includes(arguments[1]))"
        self.wait(lambda d: d.execute_script(script, selector, text))

    def speak(self, language):
        self.driver.get(f"{self.base}/language?to={language}&back=/")

    def open(self, path):
        self.driver.get(self.base + path)

    def look(self, name):
        """Keeps a picture of the page, and whatever is wrong with it."""
        driver = self.driver
        self.wait(lambda d: d.execute_script("return document.readyState") == "complete")
        self.found["titles"].append(driver.title)
        if self.shots:
            os.makedirs(self.shots, exist_ok=True)
            driver.save_screenshot(f"{self.shots}/form-{name}.png")
        if self.rules:
            # Through the protocol, which the pages' own policy does not bind.
            driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
            driver.execute_script(self.rules)
            result = driver.execute_async_script(
                "const done = arguments[arguments.length - 1];"
                "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(done);")
            for broken in result["violations"]:
                places = [node["html"][:160] for node in broken["nodes"][:3]]
                self.found["axe"].append(f"{name}: {broken['id']}: {places}")
        for entry in driver.get_log("browser"):
            # A form that is answered 422, with what is wrong, is no fault of the page.
            if entry["source"] == "network" and "422" in entry["message"]:
                continue
            self.found["console"].append(f"{name}: {entry['level']} {entry['message']}")

    # By keyboard

    def keys(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def tab_to(self, selector):
        for _ in range(120):
            self.keys(Keys.TAB)
            if self.driver.execute_script(f"return document.activeElement.matches({json.dumps(selector)})"):
                return
        raise SystemExit(f"the keyboard does not get to {selector}")

    def fill(self, name, text):
        self.tab_to(f"[name='{name}']")
        self.keys(text)

    def press(self, selector):
        self.tab_to(selector)
        self.keys(Keys.ENTER)


def pages(visit, *paths):
    for language in ("zh", "en"):
        visit.speak(language)
        for path in paths:
            visit.open(path)
            visit.look(f"{language}{path.split('?')[0].replace('/', '-')}")
    dark = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    visit.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", dark)
    visit.open(paths[1])
    visit.look("en-dark")
    return visit.found


def claim(visit, file):
    visit.speak("zh")
    visit.press("a.go[href*='/7-1?']")
    visit.wait_for("#claim")
    visit.fill("applicant", "91150223MA0Q0A0A0X")
    visit.fill("applicant_name", "示例直播公司（虚构）")
    visit.fill("facts.registered_in", "包头")
    visit.fill("facts.area_m2", "1,200")
    visit.fill("facts.rooms", "五间")
    visit.fill("facts.active_anchors", "12")
    visit.fill("facts.established_on", "2021/3/1")
    visit.fill("facts.local_sales", "2,999万")
    visit.wait_for_text(".checks .holds", "直播基地面积")
    visit.press(".acts button[value=send]")

    # Everything that is wrong stands on top, and leads to its field.
    summary = visit.wait_for("#summary")
    focused = visit.wait(lambda d: d.execute_script("return document.activeElement.id"))
    faults = [one.text for one in summary.find_elements(By.CSS_SELECTOR, "li")]
    marked = [one.get_attribute("name") for one in visit.driver.find_elements(By.CSS_SELECTOR, "[aria-invalid=true]")]
    visit.look("zh-wrong")
    visit.press("#summary a[href='#f-facts.rooms']")
    visit.keys(Keys.CONTROL, "a")
    visit.driver.execute_script("document.activeElement.select?.()")
    landed = visit.driver.execute_script("return location.hash")
    for name, text in (("applicant", visit.code), ("facts.rooms", "5"), ("facts.local_sales", "30,000,000")):
        field = visit.driver.find_element(By.NAME, name)
        visit.driver.execute_script("arguments[0].focus(); arguments[0].select()", field)
        visit.keys(text)
    visit.wait_for_text("#preview-amount", "300,000")
    amount = visit.driver.find_element(By.ID, "preview-amount").text
    visit.look("zh-filled")

    # Evidence, and a draft that is taken up again.
    visit.driver.find_element(By.ID, "f-evidence").send_keys(file)
    visit.press(".acts button[value=save]")
    visit.wait_for(".notice")
    visit.look("zh-draft")
    visit.open("/drafts")
    visit.look("zh-drafts")
    visit.press("main th a")
    visit.wait_for("#claim")
    kept = visit.driver.find_element(By.NAME, "facts.local_sales").get_attribute("value")
    files = visit.driver.find_element(By.CSS_SELECTOR, ".evidence").text
    visit.driver.execute_script("document.querySelector('#f-evidence').scrollIntoView({block: 'center'})")
    visit.look("zh-evidence")
    # In the other language nothing that was typed is lost.
    visit.press("header button[value='language:en']")
    visit.wait_for_text("h1", "Livestream")
    visit.wait_for_text("#preview-amount", "300,000")
    visit.look("en-filled")
    visit.press("header button[value='language:zh']")
    visit.wait_for_text("h1", "直播带货")
    visit.press(".acts button[value=send]")
    number = visit.wait_for(".receipt code.number").text
    visit.look("zh-receipt")
    visit.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    visit.look("zh-receipt-printed")
    visit.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    visit.press("a[href^='/status?']")
    visit.wait_for("dl.facts")
    visit.look("zh-status-of-claim")
    visit.open("/drafts")
    drafts = len(visit.driver.find_elements(By.CSS_SELECTOR, "main th a"))
    visit.speak("en")
    visit.open(f"/receipt/{number}/1")
    visit.look("en-receipt")
    visit.open(f"/status?claim={number}")
    visit.look("en-status-of-claim")
    return visit.found | {
        "faults": faults, "focused": focused, "marked": marked, "landed": landed, "amount": amount, "kept": kept,
        "files": files, "number": number, "drafts": drafts,
    }


def table(visit, file):
    visit.speak("zh")
    visit.open("/upload")
    visit.driver.find_element(By.ID, "table").send_keys(file)
    visit.press("form[action='/upload'] button")
    visit.wait_for("table.faults")
    faults = [one.text for one in visit.driver.find_elements(By.CSS_SELECTOR, "table.faults tbody tr")]
    said = visit.driver.find_element(By.CSS_SELECTOR, "[role=status]").text
    visit.look("zh-table-looked-at")
    visit.press("form[action='/upload/send'] button")
    visit.wait_for_text("h1", "提交结果")
    done = visit.driver.find_element(By.CSS_SELECTOR, "[role=status]").text
    visit.look("zh-table-sent")
    numbers = len(visit.driver.find_elements(By.CSS_SELECTOR, "a[href^='/receipt']"))
    visit.speak("en")
    visit.open("/upload")
    visit.driver.find_element(By.ID, "table").send_keys(file)
    visit.press("form[action='/upload'] button")
    visit.wait_for("table.faults")
    visit.look("en-table-looked-at")
    return visit.found | {"faults": faults, "said": said, "done": done, "numbers": numbers}


def main():
    phase, base, shots, axe, *arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory() as profile:
        visit = Visit(profile, base, shots, axe)
        visit.code = os.environ.get("FORM_APPLICANT", "")
        try:
            result = {"pages": pages, "claim": claim, "table": table}[phase](visit, *arguments)
        finally:
            visit.driver.quit()
    print(json.dumps(result, ensure_ascii=False))


main()
