package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.client.Caller;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** The page in a real browser: a session from its opening to its end, and what people put into it. */
class PageIT {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(1_000_000));

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static int port() {
        return SERVER.get().port();
    }

    private static ClassPage open(String route) {
        return ClassPage.open(CHROMIUM.profile(), port(), route);
    }

    @Test
    void aTeacherAndThreeStudentsGoThroughAWholeClass() throws Exception {
        ClassPage teacher = open("");
        teacher.assertAccessible();
        teacher.field("Your id").fill("ines");
        teacher.field("Name of the class").fill("Algebra");
        teacher.field("Students").fill("ada, bob\ncarl");
        assertThat(teacher.text("3 students")).isVisible();
        teacher.button("Open the class").click();
        teacher.awaitStatus("Live");
        assertThat(teacher.byRole(AriaRole.IMG, "QR code with the link to join"))
                .isVisible();
        String link = teacher.field("Link to join").inputValue();
        assertThat(link).matches(".*/j/[2-9A-Z]{3}-[2-9A-Z]{3}");
        teacher.assertAccessible();
        teacher.button("Show it large").click();
        assertThat(teacher.byRole(AriaRole.DIALOG, "Link to join")).containsText(link.substring(link.length() - 7));
        teacher.assertAccessible();
        teacher.button("Close").click();
        teacher.button("Invite").click();

        List<ClassPage> students = new ArrayList<>();
        for (String id : List.of("ada", "bob", "carl")) {
            ClassPage student = open(link.substring(link.indexOf("j/")));
            student.byRole(AriaRole.SEARCHBOX, "Find yourself").fill(id);
            if (students.isEmpty()) {
                student.assertAccessible();
            }
            student.button("Join as " + id).click();
            student.awaitStatus("Live");
            students.add(student);
        }
        ClassPage ada = students.get(0);
        ClassPage bob = students.get(1);

        // a question and its reply
        ada.say("Your question", "Why is x squared?", "Send");
        assertThat(ada.text("saved")).isVisible();
        assertThat(ada.text("waits for a reply")).isVisible();
        assertThat(teacher.text("Why is x squared?")).isVisible();
        teacher.assertAccessible();
        teacher.say("Reply to ada", "Because it is an area.", "Reply");
        assertThat(ada.text("Because it is an area.")).isVisible();
        assertThat(bob.text("Because it is an area.")).not().isVisible();
        assertThat(teacher.text("No question waits.")).isVisible();
        teacher.text("Answered (1)").click();
        teacher.assertAccessible();
        ada.assertAccessible();

        // a message to all
        teacher.say("Message to all students", "Five more minutes!", "Send to all");
        for (ClassPage student : students) {
            assertThat(student.text("Five more minutes!")).isVisible();
        }

        // who is there, and a private note
        teacher.tab("Roster");
        assertThat(teacher.text("3 of 3 online")).isVisible();
        teacher.assertAccessible();
        teacher.button("Private note to bob").click();
        teacher.say("Private note to bob", "Well done.", "Send note");
        assertThat(bob.text("Well done.")).isVisible();
        assertThat(ada.text("Well done.")).not().isVisible();

        // a task for all, answered with code
        teacher.tab("Requests");
        teacher.byRole(AriaRole.COMBOBOX, "Answer with").selectOption("code");
        teacher.say("Task", "Write a loop.", "Ask");
        assertThat(teacher.text("0 of 3 have answered")).isVisible();
        for (ClassPage student : students) {
            assertThat(student.text("Write a loop.")).isVisible();
        }
        ada.say("Your answer", "for (;;) {}", "Send");
        bob.say("Your answer", "while (true) {}", "Send");
        assertThat(teacher.text("2 of 3 have answered")).isVisible();
        assertThat(teacher.byRole(AriaRole.REGION, "ada")).containsText("for (;;) {}");
        assertThat(teacher.byRole(AriaRole.REGION, "bob")).containsText("while (true) {}");
        assertThat(teacher.byRole(AriaRole.REGION, "carl")).containsText("no answer yet");
        teacher.assertAccessible();
        ada.assertAccessible();

        // activity, which programs send
        Caller carl = new Caller(SERVER.api(), teacher.session(), "carl", "student");
        for (int progress : List.of(10, 40, 70)) {
            carl.post("{\"type\":\"analytics\",\"content\":{\"progress\":" + progress + "}}")
                    .expect(201);
        }
        teacher.tab("Activity");
        assertThat(teacher.byRole(AriaRole.IMG, "progress: 70")).isVisible();
        teacher.assertAccessible();

        // everything, searched and exported
        teacher.tab("Timeline");
        teacher.byRole(AriaRole.SEARCHBOX, "Search the class").fill("loop");
        assertThat(teacher.text("3 of 12 messages")).isVisible();
        teacher.byRole(AriaRole.SEARCHBOX, "Search the class").fill("");
        assertThat(teacher.text("12 messages")).isVisible();
        teacher.assertAccessible();
        assertThat(lines(teacher, "Export JSONL")).hasSize(12);
        assertThat(lines(teacher, "Export CSV")).hasSize(13);

        // the end
        teacher.button("End the class").click();
        teacher.assertAccessible();
        teacher.button("End it now").click();
        teacher.awaitStatus("The class has ended");
        for (ClassPage student : students) {
            student.awaitStatus("The class has ended");
        }
    }

    private static List<String> lines(ClassPage teacher, String button) throws Exception {
        Download download =
                teacher.page().waitForDownload(() -> teacher.button(button).click());
        return Files.readAllLines(download.path());
    }

    @Test
    void whatTheServerWouldRefuseIsSaidWhileItIsTyped() {
        ClassPage teacher = open("");
        teacher.button("Open the class").click();
        assertThat(teacher.text("Needed: at least 1 student")).isVisible();
        assertThat(teacher.field("Your id")).isFocused();

        teacher.field("Your id").fill("in es");
        assertThat(teacher.text("“in es” is not allowed: 1 to 50 of A-Z a-z 0-9 _ -"))
                .isVisible();
        teacher.field("Students").fill("ada, b@d, ada");
        assertThat(teacher.text("2 students")).isVisible();
        assertThat(teacher.page().getByText("Named more than once, counted once: ada"))
                .isVisible();
        teacher.assertAccessible();

        // What was typed is there after a reload.
        teacher.page().reload();
        assertThat(teacher.field("Students")).hasValue("ada, b@d, ada");
    }

    @Test
    void whoIsNotEnrolledAndWhatIsNotThereIsSaid() {
        CHROMIUM.errors().expect("Failed to load resource: .* 404");
        TestSession room = SERVER.room("ada");

        ClassPage eve = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "eve");
        assertThat(eve.alert()).containsText("Nobody of this class is called “eve”");
        eve.assertAccessible();
        for (String id : List.of("0193f2f0-0000-7000-8000-000000000001", "%E0%A4%A", "%E0%A4%A/student/ada")) {
            assertThat(open("#/class/" + id).alert()).containsText("There is no such class");
        }
    }

    @Test
    void aMessageNeverBecomesMarkup() {
        TestSession room = SERVER.room("ada");
        ClassPage teacher = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), TestSession.TEACHER);
        ClassPage ada = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "ada");
        String markup = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";

        ada.say("Your question", markup, "Send");

        assertThat(teacher.text(markup)).isVisible();
        assertThat(ada.text(markup)).isVisible();
        for (String tab : teacher.tabs()) {
            teacher.tab(tab).assertAccessible();
            assertThat(teacher.page().locator("main img[src=x]").count())
                    .as(tab)
                    .isZero();
        }
        teacher.tab("Timeline");
        assertThat(teacher.text(markup)).isVisible();
        assertThat(teacher.page().title()).doesNotContain("taken");
    }

    @Test
    void whatIsTooLongIsNotSentAndNotLost() {
        TestSession room = SERVER.room("ada");
        ClassPage ada = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "ada");
        String text = "x".repeat(65_536);

        ada.say("Your question", text, "Send");

        assertThat(ada.page().getByText("Too long: 65547 bytes")).isVisible();
        assertThat(ada.field("Your question")).hasValue(text);
        assertThat(room.teacherCaller().readAll()).isEmpty();
    }

    @Test
    void whatNobodyWouldGetIsNotSentAndNotLost() {
        TestSession room = SERVER.room("ada", "bob");
        ClassPage teacher = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), TestSession.TEACHER);
        teacher.tab("Requests");
        teacher.byRole(AriaRole.COMBOBOX, "To whom").selectOption("chosen");

        teacher.say("Task", "Add 1 and 1.", "Ask");

        assertThat(teacher.page().getByText("Not sent, because there is nobody to ask"))
                .isVisible();
        teacher.tab("Roster");
        teacher.byRole(AriaRole.CHECKBOX, "Choose bob").check();
        teacher.tab("Requests");
        assertThat(teacher.field("Task")).hasValue("Add 1 and 1.");
        teacher.button("Ask").click();
        assertThat(teacher.text("0 of 1 have answered")).isVisible();
    }

    /** As by clients that know nothing of what the page puts into contents. */
    @Test
    void aReplyToNothingThatWaitsIsSeenAllTheSame() {
        TestSession room = SERVER.room("ada");
        ClassPage ada = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "ada");
        ada.awaitStatus("Live");

        room.teacherCaller()
                .post("{\"type\":\"inbox_response\",\"to_user\":\"ada\",\"content\":{\"text\":\"Come and see me.\"}}")
                .expect(201);

        assertThat(ada.text("Come and see me.")).isVisible();
        assertThat(ada.text("to you alone")).isVisible();
    }

    @Test
    void ofTwoTeachersBothSeeWhoAnswered() {
        TestSession room = SERVER.room("ada");
        ClassPage ines = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), "ines");
        ClassPage otto = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), "otto");
        ClassPage ada = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "ada");
        ada.say("Your question", "Why?", "Send");
        otto.field("Reply to ada").fill("half an answer");

        ines.say("Reply to ada", "So.", "Reply");

        for (ClassPage teacher : List.of(ines, otto)) {
            assertThat(teacher.text("No question waits.")).isVisible();
        }
        assertThat(otto.text("answered by ines")).isVisible();
        otto.page().reload();
        assertThat(otto.field("Reply to ada")).hasValue("half an answer");
        assertThat(otto.text("So.")).isVisible();
        otto.field("Reply to ada").fill("");
        otto.page().keyboard().press("Tab");
        for (ClassPage teacher : List.of(ines, otto)) {
            teacher.text("Answered (1)").click();
            assertThat(teacher.text("answered by ines")).isVisible();
        }
    }

    @Test
    void everythingCanBeDoneByTheKeyboardAlone() {
        TestSession room = SERVER.room("ada");
        ClassPage ada = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "ada");
        ClassPage teacher = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), TestSession.TEACHER);
        ada.awaitStatus("Live");
        ada.tabTo(ada.field("Your question"));
        ada.page().keyboard().type("Why?");
        ada.page().keyboard().press("Control+Enter");

        assertThat(teacher.text("Why?")).isVisible();
        teacher.tabTo(teacher.field("Reply to ada"));
        teacher.page().keyboard().type("So.");
        teacher.page().keyboard().press("Tab");
        teacher.page().keyboard().press("Enter");
        assertThat(ada.text("So.")).isVisible();

        teacher.tabTo(teacher.byRole(AriaRole.TAB, "Questions"));
        teacher.page().keyboard().press("ArrowLeft");
        assertThat(teacher.byRole(AriaRole.TAB, "Timeline")).isFocused();
        teacher.tabTo(teacher.byRole(AriaRole.GROUP, "Timeline"));
        teacher.page().keyboard().press("Tab");
        teacher.page().keyboard().press("Enter");
        assertThat(teacher.button("Close")).isFocused();
        teacher.page().keyboard().press("Escape");
        assertThat(teacher.button("Close")).hasCount(0);
    }

    /** What has the focus stays itself, whoever comes. */
    @Test
    void theFocusStaysWithItsRow() {
        TestSession room = SERVER.room("ada", "bob");
        ClassPage teacher = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), TestSession.TEACHER);
        teacher.tab("Roster");
        teacher.button("Private note to bob").focus();

        ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), "otto").awaitStatus("Live");

        assertThat(teacher.text("otto")).isVisible();
        assertThat(teacher.button("Private note to bob")).isFocused();
        teacher.page().keyboard().press("Enter");
        assertThat(teacher.field("Private note to bob")).isFocused();
    }

    @Test
    void theTabulatorGoesThroughALongListOneByOne() {
        String[] students = IntStream.range(10, 32).mapToObj(i -> "s" + i).toArray(String[]::new);
        TestSession room = SERVER.room(students);
        ClassPage page = open("#/class/" + room.session());
        page.tabTo(page.byRole(AriaRole.BUTTON, "Join as s10"));
        for (int i = 11; i < 32; i++) {
            page.page().keyboard().press("Tab");
            assertThat(page.button("Join as s" + i)).isFocused();
        }
    }

    /** Nothing is wider than a small phone. */
    @Test
    void fitsOnASmallPhone() {
        String student = "a_student_with_an_id_of_fifty_characters_0123456789";
        TestSession room = SERVER.room(student.substring(0, 50));
        ClassPage teacher = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), TestSession.TEACHER);
        ClassPage phone = ClassPage.student(CHROMIUM.profile(), port(), room.session(), student.substring(0, 50));
        teacher.say("Message to all students", "w".repeat(300), "Send to all");
        assertThat(phone.text("w".repeat(300))).isVisible();
        phone.assertFits(320);
        for (String tab : teacher.tabs()) {
            teacher.tab(tab).assertFits(320);
        }
        open("").assertFits(320);
        open("#/class/" + room.session()).assertFits(320);
    }

    @Test
    void speaksTheLanguageOfTheBrowser() {
        TestSession room = SERVER.room("ada");
        ClassPage ada = ClassPage.student(CHROMIUM.profile("de-DE"), port(), room.session(), "ada");

        ada.say("Deine Frage", "Warum?", "Senden");

        assertThat(ada.text("gespeichert")).isVisible();
        assertThat(ada.page().locator("html")).hasAttribute("lang", "de");
        ada.assertAccessible();
    }

    /** Only what is in sight is in the document, however long the session is. */
    @Test
    void aClassOf200And10000MessagesIsNoMoreThanWhatIsInSight() {
        String[] students = IntStream.range(0, 200).mapToObj(i -> "student" + i).toArray(String[]::new);
        TestSession room = SERVER.room(students);
        RecordingClient program = room.teacherV2();
        for (int i = 0; i < 10_000; i++) {
            program.send("{\"type\":\"instructor_broadcast\",\"content\":{\"text\":\"message " + i + "\"}}");
        }
        program.awaitMessages(10_000);
        room.close();
        ClassPage page = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), TestSession.TEACHER);
        page.awaitStatus("Live");

        page.tab("Timeline");
        assertThat(page.text("10000 messages")).isVisible();
        assertThat(page.text("message 9999")).isVisible();
        assertThat(rows(page, "Timeline").count()).isBetween(10, 60);
        page.tab("Roster");
        assertThat(page.text("0 of 200 online")).isVisible();
        assertThat(rows(page, "Roster").first()).isVisible();
        assertThat(rows(page, "Roster").count()).isBetween(10, 60);
    }

    private static Locator rows(ClassPage page, String list) {
        return page.byRole(AriaRole.GROUP, list).getByRole(AriaRole.LISTITEM);
    }
}
