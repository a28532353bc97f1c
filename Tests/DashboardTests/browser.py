"""Drives a browser over the dashboard's pages. Prints one JSON object; exits with 1 when something is not as it should.

    browser.py pages BASE SHOTS AXE PATH…   opens each page in both languages
    browser.py wait BASE PATH SELECTOR      waits until the page shows it, without loading it again
    browser.py retry BASE                   retries the first dead letter, by keyboard alone
    browser.py journey FORM BASE            files a claim in the form, and traces it to the letter of its receipt
"""

import base64
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


def browser(profile):
    options = Options()
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,860",
        "--hide-scrollbars", "--user-data-dir=" + profile,
    ):
        options.add_argument(argument)
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    driver.set_page_load_timeout(PATIENCE)
    driver.set_script_timeout(PATIENCE)
    return driver


def wait(driver, condition):
    return WebDriverWait(driver, PATIENCE, poll_frequency=0.1).until(condition)


def picture(driver, path):
    """The whole page, not only what a window shows of it."""
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": 1280, "height": min(size["height"], 6000), "scale": 1}
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    with open(path, "wb") as file:
        file.write(base64.b64decode(shot["data"]))


def pages(driver, base, shots, axe, *paths):
    found = {"console": [], "axe": [], "titles": []}
    rules = open(axe).read() if axe else None
    for language in ("zh", "en"):
        driver.get(f"{base}/language?to={language}&back=/")
        for path in paths:
            driver.get(base + path)
            # The page's own script has had its first event.
            wait(driver, lambda d: d.execute_script("return document.readyState") == "complete")
            found["titles"].append(driver.title)
            name = f"{language}{path.split('?')[0].replace('/', '-')}"
            if shots:
                os.makedirs(shots, exist_ok=True)
                picture(driver, f"{shots}/{name}.png")
            if rules:
                # Through the protocol, which the pages' own policy does not bind.
                driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
                driver.execute_script(rules)
                result = driver.execute_async_script(
                    "const done = arguments[arguments.length - 1];"
                    "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(done);")
                for broken in result["violations"]:
                    places = [node["html"][:160] for node in broken["nodes"][:3]]
                    found["axe"].append(f"{name}: {broken['id']}: {places}")
            for entry in driver.get_log("browser"):
                # The browser's own pages.
                if entry["message"].startswith("chrome://"):
                    continue
                found["console"].append(f"{name}: {entry['level']} {entry['message']}")
    return found


def wait_for(driver, base, path, selector):
    driver.get(base + path)
    driver.execute_script("window.sameDocument = true")
    wait(driver, lambda d: d.find_elements(By.CSS_SELECTOR, selector))
    return {"same": driver.execute_script("return window.sameDocument === true")}


def tab_to(driver, selector):
    for _ in range(80):
        ActionChains(driver).send_keys(Keys.TAB).perform()
        if driver.execute_script(f"return document.activeElement.matches({json.dumps(selector)})"):
            return
    raise SystemExit(f"the keyboard does not get to {selector}")


def retry(driver, base):
    driver.get(base + "/letters")
    tab_to(driver, "input[name=letter][type=checkbox]")
    ActionChains(driver).send_keys(Keys.SPACE).perform()
    tab_to(driver, "input[name=reason]")
    ActionChains(driver).send_keys("新版本已修复").perform()
    tab_to(driver, "button[value=retry]")
    ActionChains(driver).send_keys(Keys.ENTER).perform()
    notice = wait(driver, lambda d: d.find_elements(By.CSS_SELECTOR, ".notice"))
    return {"notice": notice[0].text}


def journey(driver, form, base):
    driver.get(form)
    values = {
        "applicant": "91150223DEM00084XH", "applicant_name": "示例直播公司（虚构）", "facts.registered_in": "包头",
        "facts.area_m2": "1,200", "facts.rooms": "5", "facts.active_anchors": "12",
        "facts.established_on": "2021/3/1", "facts.local_sales": "30,000,000",
    }
    for name, text in values.items():
        driver.find_element(By.NAME, name).send_keys(text)
    driver.find_element(By.CSS_SELECTOR, ".acts button[value=send]").click()
    number = wait(driver, lambda d: d.find_elements(By.CSS_SELECTOR, ".receipt code.number, #summary"))[0].text
    console = driver.get_log("browser")

    # In one step, for the page may be drawn anew between two.
    script = "return [...document.querySelectorAll('#trace .place')].map((one) => one.innerText)"

    def way(topics):
        places = driver.execute_script(script)
        return places if all(any(f".{topic}[" in place for place in places) for topic in topics) else None

    def is_known(driver):
        driver.get(f"{base}/trace?q={number}")
        return way(["claims"])

    wait(driver, is_known)
    places = wait(driver, lambda d: way(["claims", "verifications", "letters"]))
    console += driver.get_log("browser")
    return {"number": number, "way": places, "console": [f"{one['level']} {one['message']}" for one in console]}


def main():
    phase, *arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory() as profile:
        driver = browser(profile)
        try:
            result = {"pages": pages, "wait": wait_for, "retry": retry, "journey": journey}[phase](driver, *arguments)
        finally:
            driver.quit()
    print(json.dumps(result, ensure_ascii=False))


main()
