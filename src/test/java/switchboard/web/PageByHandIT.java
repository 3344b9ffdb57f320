package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** What people do with the page by the keyboard and the mouse: nothing is half sent, and where one is stays. */
class PageByHandIT {
    private static final String LOOP = "for i in range(3):\n    print(i)";

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
        return ClassPage.student(CHROMIUM.profile(), port(), room.session(), user);
    }

    private static void askForCode(TestSession room, String student) {
        room.teacherCaller()
                .post("{\"type\":\"request\",\"to_user\":\"" + student
                        + "\",\"content\":{\"text\":\"Write a loop.\",\"kind\":\"code\"}}")
                .expect(201);
    }

    /** Until it is saved: what is sent moves what is below it when it is. */
    private static void answer(ClassPage student, String text) {
        student.say("Your answer", text, "Send");
        assertThat(student.text("saved")).isVisible();
        assertThat(student.text("sending…")).hasCount(0);
    }

    /** Tab left the field, and Enter sent half of it. */
    @Test
    void aProgramIsTypedAsEverywhere() {
        TestSession room = SERVER.room("ada");
        askForCode(room, "ada");
        ClassPage ada = student(room, "ada");
        Locator answer = ada.field("Your answer");

        answer.focus();
        ada.page().keyboard().type("for i in range(3):");
        ada.page().keyboard().press("Enter");
        ada.page().keyboard().press("Tab");
        ada.page().keyboard().type("print(i)");
        assertThat(answer).isFocused();
        assertThat(answer).hasValue(LOOP);
        ada.page().keyboard().press("Shift+Tab");
        assertThat(answer).hasValue(LOOP.replace("    ", ""));
        ada.page().keyboard().press("Control+Z");
        assertThat(answer).hasValue(LOOP);
        ada.page().keyboard().press("Escape");
        ada.page().keyboard().press("Tab");
        assertThat(answer).not().isFocused();
        ada.assertAccessible();

        answer.focus();
        ada.page().keyboard().press("Control+Enter");
        assertThat(ada.text("answered")).isVisible();
        assertThat(ada.page().locator("pre.body")).hasText(LOOP);
    }

    @Test
    void whoAnswersAgainGoesOnFromWhatWasSent() {
        TestSession room = SERVER.room("ada");
        askForCode(room, "ada");
        ClassPage ada = student(room, "ada");
        answer(ada, LOOP);

        ada.text("Answer again").click();
        assertThat(ada.field("Your answer")).hasValue(LOOP);
        // What nobody has changed is no draft.
        ada.page().reload();
        assertThat(ada.text("answered")).isVisible();
        assertThat(ada.field("Your answer")).not().isVisible();

        ada.text("Answer again").click();
        ada.field("Your answer").fill(LOOP.replace("3", "4"));
        ada.page().reload();
        assertThat(ada.field("Your answer")).hasValue(LOOP.replace("3", "4"));
        ada.say("Your answer", LOOP.replace("3", "5"), "Send");
        assertThat(ada.text("saved")).hasCount(2);
        assertThat(ada.text("sending…")).hasCount(0);
        ada.text("Answer again").click();
        assertThat(ada.field("Your answer")).hasValue(LOOP.replace("3", "5"));
    }

    /** What is long is cut on the page. */
    @Test
    void whoAnswersAgainGoesOnFromAllOfALongAnswer() {
        TestSession room = SERVER.room("ada");
        askForCode(room, "ada");
        ClassPage ada = student(room, "ada");
        String program = "print('again and again')\n".repeat(400);
        answer(ada, program);
        assertThat(ada.button("Show all " + program.length() + " characters")).isVisible();

        ada.text("Answer again").click();

        assertThat(ada.field("Your answer")).hasValue(program);
    }

    @Test
    void whoAnswersAgainWhenTheClassEndsStillSeesIt() {
        TestSession room = SERVER.room("ada");
        askForCode(room, "ada");
        ClassPage ada = student(room, "ada");
        answer(ada, LOOP);
        ada.text("Answer again").click();
        assertThat(ada.field("Your answer")).hasValue(LOOP);
        ada.field("Your answer").fill("a better one");

        room.end();

        ada.awaitStatus("The class has ended");
        assertThat(ada.field("Your answer")).hasValue("a better one");
        assertThat(ada.field("Your answer")).isFocused();
    }

    /** Who typed on wrote to the next student. */
    @Test
    void afterAReplyNobodyElsesFieldHasTheFocus() {
        TestSession room = SERVER.room("ada", "bob");
        ClassPage ada = student(room, "ada");
        ada.say("Your question", "Why?", "Send");
        assertThat(ada.text("saved")).isVisible();
        student(room, "bob").say("Your question", "How?", "Send");
        ClassPage teacher = teacher(room);
        assertThat(teacher.field("Reply to bob")).isVisible();

        teacher.say("Reply to ada", "So.", "Reply");
        assertThat(teacher.field("Reply to ada")).hasCount(0);

        assertThat(teacher.byRole(AriaRole.HEADING, "bob")).isFocused();
        teacher.page().keyboard().type("not for bob");
        assertThat(teacher.field("Reply to bob")).hasValue("");
    }

    @Test
    void aReloadShowsTheSameTab() {
        TestSession room = SERVER.room("ada");
        ClassPage teacher = teacher(room);
        teacher.awaitStatus("Live");

        teacher.tab("Roster");
        teacher.page().reload();
        assertThat(teacher.text("0 of 1 online")).isVisible();
        assertThat(teacher.byRole(AriaRole.TAB, "Roster")).hasAttribute("aria-selected", "true");

        teacher.byRole(AriaRole.TAB, "Roster").focus();
        teacher.page().keyboard().press("End");
        assertThat(teacher.byRole(AriaRole.TAB, "Timeline")).isFocused();
        teacher.page().keyboard().press("Home");
        assertThat(teacher.byRole(AriaRole.TAB, "Questions")).isFocused();
        teacher.page().keyboard().press("ArrowLeft");
        assertThat(teacher.byRole(AriaRole.TAB, "Timeline")).isFocused();
    }

    @Test
    void theTitleSaysHowManyWait() {
        TestSession room = SERVER.room("ada");
        ClassPage teacher = teacher(room);
        teacher.awaitStatus("Live");
        assertThat(teacher.page()).hasTitle(Pattern.compile("^[^(]* – Switchboard$"));
        ClassPage ada = student(room, "ada");

        ada.say("Your question", "Why?", "Send");
        assertThat(teacher.page()).hasTitle(Pattern.compile("^\\(1\\) "));
        teacher.say("Reply to ada", "So.", "Reply");
        assertThat(teacher.page()).hasTitle(Pattern.compile("^[^(]* – Switchboard$"));

        askForCode(room, "ada");
        assertThat(ada.page()).hasTitle(Pattern.compile("^\\(1\\) "));
        ada.say("Your answer", LOOP, "Send");
        assertThat(ada.page()).hasTitle(Pattern.compile("^[^(]* – Switchboard$"));
    }

    @Test
    void linksAndCodeAreShownAndNothingElse() {
        TestSession room = SERVER.room("ada");
        ClassPage teacher = teacher(room);
        ClassPage ada = student(room, "ada");
        ada.awaitStatus("Live");

        teacher.say(
                "Message to all students",
                "See http://127.0.0.1:" + port() + "/, not javascript:alert(1):\n```html\n<b onclick=x>1</b>\n```",
                "Send to all");

        Locator link = ada.page().locator("main article a");
        assertThat(link).hasCount(1);
        assertThat(link).hasText("http://127.0.0.1:" + port() + "/");
        assertThat(link).hasAttribute("rel", "noopener noreferrer");
        assertThat(ada.page().locator("pre code")).hasText("<b onclick=x>1</b>");
        assertThat(ada.page().locator("main b")).hasCount(0);
        ada.assertAccessible();
        ada.assertFits(320);
        Page opened = ada.page().waitForPopup(link::click);
        assertThat((Boolean) opened.evaluate("() => window.opener === null")).isTrue();
    }
}
