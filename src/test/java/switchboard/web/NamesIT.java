package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.client.Caller;
import switchboard.testing.server.SharedServer;

/** How people are called in a class that knows their names. */
class NamesIT {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(1_000_000));

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static int port() {
        return SERVER.get().port();
    }

    /** Teachers as well as students, in every view; and a program is called one. */
    @Test
    void nobodyWhoHasANameIsCalledByAnId() {
        String session = SERVER.api()
                .post("/api/sessions", """
                        {"name":"Algebra","instructor_id":"t1","student_ids":["s1","s2"],
                         "names":{"t1":"Ines Meier","s1":"Ada Lovelace","s2":"\u05d0\u05d1\u05d2"}}""")
                .expect(201)
                .json()
                .path("session")
                .path("id")
                .textValue();
        Caller teacher = new Caller(SERVER.api(), session, "t1", "instructor");
        Caller bot = new Caller(SERVER.api(), session, "bot", "instructor");
        Caller student = new Caller(SERVER.api(), session, "s1", "student");
        String question = post(student, "{\"type\":\"instructor_inbox\",\"content\":{\"text\":\"Why?\"}}");
        String other = post(student, "{\"type\":\"instructor_inbox\",\"content\":{\"text\":\"How?\"}}");
        post(
                bot,
                "{\"type\":\"inbox_response\",\"to_user\":\"s1\",\"content\":{\"text\":\"Perhaps.\",\"agent\":true,\"in_reply_to\":\""
                        + question + "\"}}");
        post(
                bot,
                "{\"type\":\"inbox_response\",\"to_user\":\"s1\",\"context\":\"status\",\"content\":{\"status\":\"claimed\",\"agent\":true,"
                        + "\"in_reply_to\":\"" + other + "\"}}");
        post(
                teacher,
                "{\"type\":\"inbox_response\",\"to_user\":\"s1\",\"content\":{\"text\":\"So.\",\"in_reply_to\":\""
                        + question + "\"}}");
        String task = post(teacher, "{\"type\":\"request\",\"to_user\":\"s1\",\"content\":{\"text\":\"Add.\"}}");
        String answer = post(
                student,
                "{\"type\":\"request_response\",\"content\":{\"text\":\"2\",\"in_reply_to\":\"" + task + "\"}}");
        post(
                teacher,
                "{\"type\":\"inbox_response\",\"context\":\"feedback\",\"to_user\":\"s1\",\"content\":{\"text\":\"Good.\",\"in_reply_to\":\""
                        + answer + "\"}}");
        post(
                teacher,
                "{\"type\":\"instructor_broadcast\",\"context\":\"shared\",\"content\":{\"text\":\"2\",\"author\":\"s1\",\"in_reply_to\":\""
                        + answer + "\"}}");
        post(
                teacher,
                "{\"type\":\"instructor_broadcast\",\"context\":\"status\",\"content\":{\"status\":\"closed\",\"in_reply_to\":\""
                        + task + "\"}}");
        post(student, "{\"type\":\"analytics\",\"content\":{\"progress\":40}}");

        ClassPage ines = ClassPage.teacher(CHROMIUM.profile(), port(), session, "t1");
        ClassPage ada = ClassPage.student(CHROMIUM.profile(), port(), session, "s1");
        ClassPage door = ClassPage.open(CHROMIUM.profile(), port(), "");

        assertThat(ines.page().getByText("claimed by bot (agent)")).isVisible();
        ines.text("Answered (1)").click();
        assertThat(ines.text("answered by Ines Meier")).isVisible();
        ines.text("All that was sent to all").click();
        assertCalledByNames(ines, "Ines Meier", "answer of Ada Lovelace", "Ada Lovelace");
        for (String tab : ines.tabs()) {
            ines.tab(tab);
            if (tab.equals("Timeline")) {
                ines.byRole(AriaRole.SEARCHBOX, "Search the class").fill("lovelace");
                assertThat(ines.page().locator(".timeline .agent").first()).hasText("agent");
            }
            assertCalledByNames(ines, "Ada Lovelace");
        }
        assertThat(ada.text("bot (agent) looks at it")).isVisible();
        assertThat(ada.text("closed by Ines Meier")).isVisible();
        assertThat(ada.page().locator(".reply .agent")).hasText("agent");
        assertCalledByNames(ada, "Ines Meier", "answer of Ada Lovelace");
        door.byRole(AriaRole.SEARCHBOX, "Find a class by its name, its id or its link")
                .fill("ines meier");
        door.button("Find").click();
        assertThat(door.page().getByText("by Ines Meier, 2 connections")).isVisible();
    }

    /** The roster has the id beside the name, on purpose. */
    private static void assertCalledByNames(ClassPage page, String... names) {
        String said = page.page().locator("main").innerText();
        assertThat(said).contains(names);
        if (page.page().locator(".people").count() == 0) {
            assertThat(said).doesNotContainPattern("\\b(t1|s1|s2)\\b");
        }
    }

    private static String post(Caller caller, String frame) {
        return caller.post(frame).expect(201).json().path("message").path("id").textValue();
    }
}
