package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.client.Caller;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** The queue of questions as two teachers, a bot and students work it, in a real browser. */
class QueueIT {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(1_000_000));

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static int port() {
        return SERVER.get().port();
    }

    private static ClassPage teacher(TestSession room, String user) {
        return ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), user);
    }

    private static ClassPage student(TestSession room, String user) {
        return ClassPage.student(CHROMIUM.profile(), port(), room.session(), user);
    }

    /** @return the id of what was sent */
    private static String post(Caller caller, String frame) {
        return caller.post(frame).expect(201).json().path("message").path("id").textValue();
    }

    private static String ask(TestSession room, String student, String text) {
        return post(
                room.studentCaller(student), "{\"type\":\"instructor_inbox\",\"content\":{\"text\":\"" + text + "\"}}");
    }

    private static String respond(TestSession room, String from, String to, String content) {
        return post(
                new Caller(SERVER.api(), room.session(), from, "instructor"),
                "{\"type\":\"inbox_response\",\"to_user\":\"" + to + "\",\"content\":" + content + "}");
    }

    @Test
    void whatOneClaimsAllSee() {
        TestSession room = SERVER.room("ada");
        ask(room, "ada", "Why?");
        ClassPage ines = teacher(room, "ines");
        ClassPage otto = teacher(room, "otto");
        ClassPage ada = student(room, "ada");

        ines.button("Claim the question of ada").click();

        for (ClassPage one : List.of(ines, otto)) {
            assertThat(one.page().getByText("claimed by ines, waits")).isVisible();
            one.assertAccessible();
        }
        assertThat(ada.text("ines looks at it")).isVisible();
        ada.assertAccessible();
        // Whoever has it may give it back, and so may others.
        assertThat(ines.button("Release the question of ada")).isFocused();
        otto.button("Release the question of ada").click();
        assertThat(ada.text("waits for a reply")).isVisible();
        otto.button("Done: question of ada").click();
        assertThat(ada.text("done, says otto")).isVisible();
        assertThat(ines.text("No question waits.")).isVisible();
        ines.text("Done without an answer (1)").click();
        ines.assertAccessible();
        ines.button("Open again: question of ada").click();
        assertThat(ada.text("open again, waits for a reply")).isVisible();
        assertThat(otto.field("Reply to ada")).isVisible();
    }

    @Test
    void aClaimOfWhatWasAnsweredMeanwhileSaysSoAndLosesNothing() {
        CHROMIUM.errors().expect("WebSocket connection to 'ws://[^']*' failed");
        CHROMIUM.errors().expect("Failed to load resource: net::ERR_INTERNET_DISCONNECTED");
        TestSession room = SERVER.room("ada");
        ask(room, "ada", "Why?");
        ClassPage ines = teacher(room, "ines");
        BrowserContext profile = CHROMIUM.profile();
        ClassPage otto = ClassPage.teacher(profile, port(), room.session(), "otto");
        otto.field("Reply to ada").fill("half an answer");
        profile.setOffline(true);
        otto.awaitStatus("Offline since");
        otto.button("Claim the question of ada").click();
        assertThat(otto.text("sending…")).isVisible();
        ines.say("Reply to ada", "So.", "Reply");
        assertThat(ines.text("No question waits.")).isVisible();

        profile.setOffline(false);

        assertThat(otto.alert())
                .containsText("Your claim came after the answer of ines. What you have written is still here.");
        assertThat(otto.text("So.")).isVisible();
        assertThat(otto.text("answered by ines")).isVisible();
        assertThat(otto.field("Reply to ada")).hasValue("half an answer");
        otto.assertAccessible();
        otto.button("Understood").click();
        assertThat(otto.alert()).hasCount(0);
        assertThat(otto.field("Reply to ada")).hasValue("half an answer");
    }

    @Test
    void ofTwoClaimsTheFirstCounts() {
        TestSession room = SERVER.room("ada");
        String question = ask(room, "ada", "Why?");
        ClassPage ines = teacher(room, "ines");
        ClassPage ada = student(room, "ada");
        ada.awaitStatus("Live");
        for (String claimer : List.of("otto", "bot")) {
            post(
                    new Caller(SERVER.api(), room.session(), claimer, "instructor"),
                    "{\"type\":\"inbox_response\",\"to_user\":\"ada\",\"context\":\"status\",\"content\":"
                            + "{\"status\":\"claimed\",\"in_reply_to\":\"" + question + "\"}}");
        }

        assertThat(ines.page().getByText("claimed by otto")).isVisible();
        assertThat(ada.text("otto looks at it")).isVisible();
    }

    /** It could neither be corrected nor added to. */
    @Test
    void anAnswerIsCorrectedAndAddedTo() {
        TestSession room = SERVER.room("ada");
        ClassPage ada = student(room, "ada");
        ClassPage ines = teacher(room, "ines");
        ada.say("Your question", "How much is 6 times 7?", "Send");
        ines.say("Reply to ada", "41", "Reply");
        ines.text("Answered (1)").click();

        ines.button("Correct the answer to ada").click();
        assertThat(ines.field("Correction for ada")).isFocused();
        assertThat(ines.field("Correction for ada")).hasValue("41");
        ines.assertAccessible();
        ines.say("Correction for ada", "42", "Correct");
        assertThat(ada.text("42")).isVisible();
        assertThat(ada.text("correction")).isVisible();
        assertThat(ada.text("41")).not().isVisible();
        ada.text("Corrected; before it said").click();
        assertThat(ada.text("41")).isVisible();
        ada.assertAccessible();

        ines.text("Add to the answer").click();
        ines.say("Add to the answer to ada", "It is in the book, too.", "Reply");
        assertThat(ada.text("It is in the book, too.")).isVisible();
        assertThat(ines.text("Answered (1)")).isVisible();
        ines.assertAccessible();
    }

    @Test
    void aStudentAsksFurtherBelowTheAnswer() {
        TestSession room = SERVER.room("ada");
        ClassPage ada = student(room, "ada");
        ClassPage ines = teacher(room, "ines");
        ada.say("Your question", "Why?", "Send");
        ines.say("Reply to ada", "So.", "Reply");
        assertThat(ada.text("So.")).isVisible();
        assertThat(ada.text("answered")).isVisible();

        ada.tabTo(ada.page().getByText("Add to it"));
        ada.page().keyboard().press("Enter");
        assertThat(ada.field("Add to your question")).isVisible();
        ada.page().keyboard().press("Tab");
        assertThat(ada.field("Add to your question")).isFocused();
        ada.page().keyboard().type("And why is that?");
        ada.page().keyboard().press("Control+Enter");

        assertThat(ada.text("open again, waits for a reply")).isVisible();
        assertThat(ines.text("And why is that?")).isVisible();
        assertThat(ines.page().getByText("open again, waits")).isVisible();
        assertThat(ines.text("So.")).isVisible();
        ines.say("Reply to ada", "So, too.", "Reply");
        assertThat(ada.text("So, too.")).isVisible();
        assertThat(room.teacherCaller().readAll()).hasSize(4);
        ada.assertAccessible();
    }

    /** A bot looked like a teacher, and what it had answered was out of sight. */
    @Test
    void anAgentIsShownAsOneAndTakesNothingOutOfSight() {
        TestSession room = SERVER.room("ada");
        String question = ask(room, "ada", "Why?");
        room.join("tutor", "instructor", "v2");
        ClassPage ines = teacher(room, "ines");
        ClassPage ada = student(room, "ada");

        respond(room, "tutor", "ada", "{\"text\":\"Perhaps.\",\"agent\":true,\"in_reply_to\":\"" + question + "\"}");

        assertThat(ines.page().getByText("agent has replied: tutor")).isVisible();
        assertThat(ines.text("agent")).isVisible();
        assertThat(ines.field("Reply to ada")).isVisible();
        assertThat(ada.text("Perhaps.")).isVisible();
        assertThat(ada.text("agent")).isVisible();
        assertThat(ada.text("waits for a reply")).isVisible();
        ines.tab("Roster");
        assertThat(ines.text("agent")).isVisible();
        ines.tab("Questions").button("Correct the answer to ada").click();
        ines.say("Correction for ada", "Certainly.", "Correct");
        assertThat(ada.text("Certainly.")).isVisible();
        assertThat(ines.text("No question waits.")).isVisible();
        room.close();
    }

    @Test
    void severalQuestionsAreAnsweredAtOnceAndThoseOfOneAreOneLine() {
        TestSession room = SERVER.room("ada", "bob", "eve");
        for (int i = 0; i < 4; i++) {
            ask(room, "eve", "noise " + i);
        }
        ask(room, "ada", "When is the test?");
        ask(room, "bob", "Is there a test?");
        ClassPage ines = teacher(room, "ines");

        ines.button("Collapse eve (4)").first().click();
        assertThat(ines.page().getByText("noise")).hasCount(0);
        assertThat(ines.page().getByText("4 questions, waits")).isVisible();
        ines.byRole(AriaRole.CHECKBOX, "Choose the question of ada").check();
        ines.byRole(AriaRole.CHECKBOX, "Choose the question of bob").check();
        ines.assertAccessible();
        ines.say("Reply to 2 chosen questions", "On Monday.", "Reply");

        for (String user : List.of("ada", "bob")) {
            assertThat(student(room, user).text("On Monday.")).isVisible();
        }
        assertThat(ines.text("Answered (2)")).isVisible();
        ines.button("Show those of eve").click();
        assertThat(ines.text("noise 3")).isVisible();
        ines.byRole(AriaRole.CHECKBOX, "Choose the question of eve").first().check();
        ines.button("Done: 1 chosen question").click();
        assertThat(ines.text("Done without an answer (1)")).isVisible();
    }

    /** It closed all that waited of the student. */
    @Test
    void whatIsSaidToAnAnswerClosesNoQuestion() {
        TestSession room = SERVER.room("ada");
        ClassPage ines = teacher(room, "ines");
        ClassPage ada = student(room, "ada");
        ines.tab("Requests").say("Task", "Add 1 and 1.", "Ask");
        ada.say("Your answer", "3", "Send");
        ada.say("Your question", "Why?", "Send");

        assertThat(ines.byRole(AriaRole.REGION, "ada")).containsText("3");
        ines.page().getByText("Feedback, share").click();
        ines.assertAccessible();
        ines.say("Feedback for ada", "Nearly.", "Send");

        assertThat(ada.text("Nearly.")).isVisible();
        assertThat(ines.byRole(AriaRole.REGION, "ada")).containsText("Nearly.");
        assertThat(ada.text("waits for a reply")).isVisible();
        assertThat(ines.tab("Questions").field("Reply to ada")).isVisible();
        ada.assertAccessible();
    }

    @Test
    void aTaskIsClosedAndAnAnswerShownToAll() {
        TestSession room = SERVER.room("ada", "bob");
        ClassPage ines = teacher(room, "ines");
        ClassPage ada = student(room, "ada");
        ClassPage bob = student(room, "bob");
        ines.tab("Requests").byRole(AriaRole.COMBOBOX, "Answer with").selectOption("code");
        ines.say("Task", "Write a loop.", "Ask");
        ada.say("Your answer", "for (;;) {}", "Send");
        bob.field("Your answer").fill("while");

        ines.button("Close the task").click();
        assertThat(bob.text("closed by ines")).isVisible();
        assertThat(ada.text("closed by ines")).isVisible();
        bob.say("Your answer", "while (true)", "Send");
        assertThat(bob.page().getByText("Not sent: the task is closed.")).isVisible();
        assertThat(bob.field("Your answer")).hasValue("while (true)");
        bob.assertAccessible();
        ines.button("Open the task again").click();
        assertThat(bob.text("closed by ines")).hasCount(0);
        bob.button("Send").first().click();
        assertThat(ines.text("2 of 2 have answered")).isVisible();

        ines.byRole(AriaRole.REGION, "ada").getByText("Feedback, share").click();
        ines.button("Share with all, without a name").click();
        assertThat(bob.text("for (;;) {}")).isVisible();
        assertThat(bob.text("answer of somebody in the class")).isVisible();
        assertThat(ines.byRole(AriaRole.REGION, "ada")).containsText("shared with all");
        ines.byRole(AriaRole.REGION, "bob").getByText("Feedback, share").click();
        ines.button("Share with all as the answer of bob").click();
        assertThat(ada.text("answer of bob")).isVisible();
        assertThat(ada.text("while (true)")).isVisible();
        ines.assertAccessible();
        ada.assertAccessible();
    }

    /** She never saw it again. */
    @Test
    void aTeacherSeesWhatWasSentToAll() {
        TestSession room = SERVER.room("ada");
        ClassPage ines = teacher(room, "ines");
        ClassPage otto = teacher(room, "otto");
        ines.say("Message to all students", "Five more minutes!", "Send to all");
        for (ClassPage one : List.of(ines, otto)) {
            assertThat(one.text("Five more minutes!")).isVisible();
        }
        otto.say("Message to all students", "Pens down.", "Send to all");

        assertThat(ines.text("Pens down.")).isVisible();
        assertThat(ines.text("Five more minutes!")).hasCount(0);
        ines.text("All that was sent to all").click();
        assertThat(ines.text("Five more minutes!")).isVisible();
        ines.assertAccessible();
    }

    @Test
    void theQueueFitsOnASmallPhoneAndSpeaksGerman() {
        TestSession room = SERVER.room("ada", "b".repeat(50));
        String question = ask(room, "b".repeat(50), "Why?");
        ask(room, "b".repeat(50), "How?");
        ask(room, "ada", "Where?");
        respond(
                room,
                "t".repeat(50),
                "b".repeat(50),
                "{\"text\":\"Perhaps.\",\"agent\":true,\"in_reply_to\":\"" + question + "\"}");
        ClassPage ines = ClassPage.teacher(CHROMIUM.profile("de-DE"), port(), room.session(), "ines");
        ClassPage ada = ClassPage.student(CHROMIUM.profile("de-DE"), port(), room.session(), "ada");

        ines.button("Übernehmen: Frage von ada").click();
        ines.button("b".repeat(50) + " einklappen (2)").first().click();
        ines.button("Die von " + "b".repeat(50) + " zeigen").click();

        assertThat(ines.page().getByText("übernommen von ines")).isVisible();
        assertThat(ada.text("ines sieht es sich an")).isVisible();
        ines.byRole(AriaRole.CHECKBOX, "Frage von ada wählen").check();
        ines.assertFits(320);
        ada.assertFits(320);
        ines.assertAccessible();
    }

    @Test
    void whoAskedIsCalledByName() {
        TestSession room = SERVER.room("ada", "bob");
        SERVER.api()
                .post(
                        "/api/sessions/" + room.session() + "/students",
                        "{\"students\":[{\"user_id\":\"ada\",\"name\":\"Ada Lovelace\"}]}")
                .expect(200);
        ask(room, "ada", "Why?");
        ClassPage ines = teacher(room, "ines");

        ines.button("Claim the question of Ada Lovelace").click();
        ines.say("Reply to Ada Lovelace", "So.", "Reply");

        assertThat(student(room, "ada").text("So.")).isVisible();
    }

    /** What everybody sees is what everybody has: the log says so. */
    @Test
    void theStateIsTheSameAfterAReload() {
        TestSession room = SERVER.room("ada");
        String question = ask(room, "ada", "Why?");
        ClassPage ines = teacher(room, "ines");
        ClassPage ada = student(room, "ada");
        ines.button("Claim the question of ada").click();
        assertThat(ada.text("ines looks at it")).isVisible();
        assertThat(room.teacherCaller().readAll())
                .last()
                .asString()
                .contains("\"context\":\"status\"", "\"status\":\"claimed\"", "\"in_reply_to\":\"" + question + "\"");

        ines.page().reload();
        ada.page().reload();

        assertThat(ines.page().getByText("claimed by ines")).isVisible();
        assertThat(ada.text("ines looks at it")).isVisible();
    }
}
