package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.client.Caller;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** What a class does with one tap: choosing an answer, a hand that is up, being done; in a real browser. */
class ClassToolsIT {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(1_000_000));

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static int port() {
        return SERVER.get().port();
    }

    private static ClassPage teacher(TestSession room) {
        return ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), TestSession.TEACHER);
    }

    private static ClassPage student(TestSession room, String user) {
        ClassPage student = ClassPage.student(CHROMIUM.profile(), port(), room.session(), user);
        student.awaitStatus("Live");
        return student;
    }

    /** Two who have names, and one who has none. */
    private static TestSession namedRoom() {
        TestSession room = SERVER.room("ada", "ben", "carl");
        SERVER.api()
                .post(
                        "/api/sessions/" + room.session() + "/students",
                        "{\"students\":[{\"user_id\":\"ada\",\"name\":\"Ada Lovelace\"},{\"user_id\":\"ben\",\"name\":\"Ben Blau\"}]}")
                .expect(200);
        return room;
    }

    private static void askToChoose(ClassPage teacher, String task, String options) {
        teacher.tab("Requests");
        teacher.byRole(AriaRole.COMBOBOX, "Answer with").selectOption("choice");
        teacher.field("Options").fill(options);
        teacher.say("Task", task, "Ask");
    }

    private static Locator option(ClassPage student, String name) {
        return student.byRole(AriaRole.RADIO, name);
    }

    private static Locator bars(ClassPage teacher) {
        return teacher.page().locator(".bars li");
    }

    @Test
    void anAnswerIsChosenWithOneTapAndCounted() {
        TestSession room = namedRoom();
        ClassPage ada = student(room, "ada");
        ClassPage ben = student(room, "ben");
        ClassPage ines = teacher(room);
        askToChoose(ines, "Which city?", "Berlin\nParis\n\nRome");
        assertThat(ines.field("Options")).hasValue("");

        option(ada, "Paris").click();
        option(ben, "Paris").click();

        assertThat(bars(ines)).hasText(new String[] {"Berlin 0 (0 %)", "Paris 2 (100 %)", "Rome 0 (0 %)"});
        assertThat(ines.text("2 of 3 have answered")).isVisible();
        assertThat(option(ada, "Paris")).isChecked();
        assertThat(ada.text("saved")).isVisible();

        // The last one counts.
        option(ada, "Rome").click();
        assertThat(bars(ines)).hasText(new String[] {"Berlin 0 (0 %)", "Paris 1 (50 %)", "Rome 1 (50 %)"});
        assertThat(option(ada, "Paris")).not().isChecked();
        room.studentCaller("carl")
                .post("{\"type\":\"request_response\",\"content\":{\"text\":\"Oslo\"}}")
                .expect(201);
        assertThat(bars(ines).last()).hasText("other answers 1 (33 %)");

        ines.text("Who chose what").click();
        assertThat(ines.byRole(AriaRole.REGION, "Ada Lovelace")).containsText("Rome");
        assertThat(ines.byRole(AriaRole.REGION, "Ben Blau")).containsText("Paris");
        assertThat(ines.byRole(AriaRole.REGION, "carl")).containsText("Oslo");
        ines.assertAccessible();
        ada.assertAccessible();
        ada.page().reload();
        assertThat(option(ada, "Rome")).isChecked();
    }

    @Test
    void theArrowsGoThroughTheOptionsAndEnterAnswers() {
        TestSession room = namedRoom();
        ClassPage ada = student(room, "ada");
        ClassPage ines = teacher(room);
        ines.tab("Requests");
        ines.byRole(AriaRole.COMBOBOX, "Answer with").selectOption("choice");
        ines.button("Yes / No").click();
        ines.say("Task", "Clear?", "Ask");

        ada.tabTo(option(ada, "Yes"));
        ada.page().keyboard().press("ArrowDown");
        assertThat(option(ada, "No")).isFocused();
        assertThat(option(ada, "No")).not().isChecked();
        ada.page().keyboard().press("ArrowDown");
        assertThat(option(ada, "Yes")).isFocused();
        ada.page().keyboard().press("Enter");

        assertThat(option(ada, "Yes")).isChecked();
        assertThat(option(ada, "Yes")).isFocused();
        assertThat(bars(ines)).hasText(new String[] {"Yes 1 (100 %)", "No 0 (0 %)"});
        ines.button("Close the task").click();
        assertThat(ada.text("closed by teacher")).isVisible();
        option(ada, "No").click(new Locator.ClickOptions().setForce(true));
        assertThat(ada.alert()).hasText("Not sent: the task is closed. What you have written stays here");
        assertThat(option(ada, "Yes")).isChecked();
        ada.assertAccessible();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Yes | Not sent: 1 option (needed: at least 2, one a line)",
                "'' | Not sent: 0 options (needed: at least 2, one a line)",
                "Yes;No;Yes | Named more than once: Yes. Each option may stand there once",
                "1;2;3;4;5;6;7;8;9;10;11;12;13 | Too many: 13 options (allowed: 12)"
            })
    void optionsThatNobodyCouldChooseFromAreNotSentAndNotLost(String options, String problem) {
        TestSession room = namedRoom();
        ClassPage ines = teacher(room);

        askToChoose(ines, "Which?", options.replace(';', '\n'));

        assertThat(ines.page().locator("#request-help")).hasText(problem);
        assertThat(ines.field("Task")).hasValue("Which?");
        assertThat(ines.field("Options")).hasValue(options.replace(';', '\n'));
        assertThat(room.teacherCaller().readAll()).isEmpty();
        ines.assertAccessible();
        ines.page().reload();
        ines.byRole(AriaRole.COMBOBOX, "Answer with").selectOption("choice");
        assertThat(ines.field("Options")).hasValue(options.replace(';', '\n'));
    }

    @Test
    void anOptionThatIsTooLongIsNamed() {
        ClassPage ines = teacher(namedRoom());
        ines.tab("Requests");
        ines.byRole(AriaRole.COMBOBOX, "Answer with").selectOption("choice");
        ines.field("Options").fill("x".repeat(201) + "\nshort");

        assertThat(ines.page().locator("#options-help")).containsText("has 201 characters (allowed: 200)");
        ines.assertFits(320);
    }

    @Test
    void aHandThatIsUpWaitsInTheQueueUntilItIsTakenDownOrSeenTo() {
        TestSession room = namedRoom();
        ClassPage ada = student(room, "ada");
        ClassPage ines = teacher(room);
        ines.awaitStatus("Live");
        Locator hand = ada.button("Hand up");

        hand.click();

        Locator card = ines.byRole(AriaRole.ARTICLE, "Ada Lovelace");
        assertThat(card).containsText("Hand up");
        assertThat(card).containsText("waits");
        assertThat(ines.page().locator("#news")).hasText("Ada Lovelace has a hand up");
        assertThat(hand).hasAttribute("aria-pressed", "true");
        ada.assertAccessible();
        ines.assertAccessible();
        assertThat(hand).isFocused();
        ada.page().keyboard().press("Enter");
        assertThat(ines.text("No question waits.")).isVisible();
        assertThat(hand).hasAttribute("aria-pressed", "false");
        ines.text("Done without an answer (1)").click();
        assertThat(card).containsText("taken back");

        hand.click();
        ines.button("Claim the question of Ada Lovelace").click();
        assertThat(ada.text("teacher looks at it")).isVisible();
        assertThat(hand).hasAttribute("aria-pressed", "true");
        ines.button("Done: question of Ada Lovelace").click();
        assertThat(hand).hasAttribute("aria-pressed", "false");
    }

    @Test
    void whoIsDoneIsSeen() {
        TestSession room = namedRoom();
        ClassPage ada = student(room, "ada");
        ClassPage ines = teacher(room);
        ines.tab("Requests").say("Task", "Read page 4.", "Ask");
        Locator done = ada.button("I’m done");

        done.click();

        assertThat(ines.text("1 is done")).isVisible();
        assertThat(ines.byRole(AriaRole.REGION, "Ada Lovelace")).containsText("done");
        assertThat(done).hasAttribute("aria-pressed", "true");
        assertThat(ada.page()).hasTitle(Pattern.compile("^[^(].*"));
        ada.assertAccessible();
        ines.assertAccessible();
        done.click();
        assertThat(ines.text("1 is done")).hasCount(0);
        assertThat(done).hasAttribute("aria-pressed", "false");
    }

    /** What a page would be heard to play; the browser's own rules hold. */
    private static ClassPage listened(ClassPage page) {
        page.page().addInitScript("""
                globalThis.played = [];
                const start = OscillatorNode.prototype.start;
                OscillatorNode.prototype.start = function (...when) {
                  played.push(performance.now());
                  return start.apply(this, when);
                };""");
        page.page().reload();
        page.awaitStatus("Live");
        return page;
    }

    private static void ask(TestSession room) {
        post(room.studentCaller("ada"), "{\"type\":\"instructor_inbox\",\"content\":{\"text\":\"Why?\"}}");
    }

    @Test
    void aSoundIsOffUntilAskedForAndNeverMoreThanOneInTwoSeconds() {
        TestSession room = namedRoom();
        ClassPage ines = listened(teacher(room));
        Locator sound = ines.button("Sound");
        ask(room);
        assertThat(ines.byRole(AriaRole.TAB, "Questions 1")).isVisible();
        assertThat(sound).hasAttribute("aria-pressed", "false");
        assertThat((Integer) ines.page().evaluate("played.length")).isZero();

        sound.click();
        ines.page().waitForFunction("() => played.length === 1");
        for (int i = 0; i < 5; i++) {
            ask(room);
        }
        assertThat(ines.byRole(AriaRole.TAB, "Questions 6")).isVisible();
        ines.page().waitForFunction("() => performance.now() > played[0] + 2100");
        ask(room);

        ines.page().waitForFunction("() => played.length >= 2");
        assertThat((Boolean) ines.page().evaluate("played.every((at, i) => i === 0 || at - played[i - 1] > 1900)"))
                .isTrue();
        assertThat(sound).hasAttribute("aria-pressed", "true");
        ines.assertAccessible();
        ines.assertFits(320);
        ines.page().reload();
        assertThat(ines.button("Sound")).hasAttribute("aria-pressed", "true");
    }

    @Test
    void aBrowserThatRefusesToPlayIsSaid() {
        TestSession room = namedRoom();
        ClassPage ines = teacher(room);
        ines.page().addInitScript("AudioContext.prototype.resume = () => new Promise(() => {});");
        ines.page().reload();
        ines.awaitStatus("Live");

        ines.button("Sound").click();

        assertThat(ines.page().getByText("The browser plays no sound: press anything"))
                .isVisible();
        ines.assertAccessible();
        ines.button("Sound").click();
        assertThat(ines.page().getByText("The browser plays no sound")).hasCount(0);
    }

    /** A tab that is behind others gets no frames. */
    @Test
    void theTabSaysHowMuchWaitsAlsoWhereNobodyLooks() {
        TestSession room = namedRoom();
        ClassPage ines = teacher(room);
        ines.awaitStatus("Live");
        ines.page().evaluate("""
                Object.defineProperty(document, 'hidden', { value: true });
                requestAnimationFrame = () => 1;""");

        ask(room);

        assertThat(ines.page()).hasTitle(Pattern.compile("^\\(1\\) .*"));
    }

    @Test
    void everythingFitsOnASmallPhone() {
        TestSession room = SERVER.room("ada");
        ClassPage ada = ClassPage.student(CHROMIUM.profile("de-DE"), port(), room.session(), "ada");
        ClassPage ines = ClassPage.teacher(CHROMIUM.profile("de-DE"), port(), room.session(), "ines");
        ines.tab("Aufgaben");
        ines.byRole(AriaRole.COMBOBOX, "Antwort als").selectOption("choice");
        ines.field("Möglichkeiten").fill("Donaudampfschifffahrt".repeat(9) + "\nNein");
        ines.say("Aufgabe", "Was?", "Stellen");

        option(ada, "Nein").click();
        ada.button("Hand heben").click();

        assertThat(bars(ines).last()).hasText("Nein 1 (100 %)");
        for (ClassPage one : List.of(ada, ines)) {
            one.assertFits(320);
            one.assertAccessible();
        }
    }

    private static String post(Caller caller, String frame) {
        return caller.post(frame).expect(201).json().path("message").path("id").textValue();
    }
}
