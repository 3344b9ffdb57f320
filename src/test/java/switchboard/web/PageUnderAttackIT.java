package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.client.Caller;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/**
 * The page where others send whatever they may: it goes on, shows of each what there is room for, and says that there
 * is more.
 */
class PageUnderAttackIT {
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

    private static void post(Caller caller, String type, String content) {
        caller.post("{\"type\":\"" + type + "\",\"content\":" + content + "}").expect(201);
    }

    /** They froze a teacher's page for a minute and took 1.5 GB. */
    @Test
    void aStudentWhoSends624403NumbersIsOneRow() {
        TestSession room = SERVER.room("ada", "eve");
        post(room.studentCaller("ada"), "analytics", "{\"progress\":70}");
        Caller eve = room.studentCaller("eve");
        for (int i = 0; i < 95; i++) {
            post(eve, "analytics", numbers(i));
        }
        ClassPage teacher = teacher(room);
        teacher.awaitStatus("Live");

        teacher.tab("Activity");
        assertThat(teacher.byRole(AriaRole.IMG, "progress: 70")).isVisible();
        assertThat(teacher.page().getByText("and 6573 more numbers")).isVisible();
        assertThat(teacher.page().locator(".plot")).hasCount(13);
        teacher.assertAccessible();
        // … also while more come, and in the view that shows everything.
        post(eve, "analytics", numbers(95));
        teacher.tab("Timeline");
        assertThat(teacher.text("97 messages")).isVisible();
        teacher.say("Message to all students", "Good morning", "Send to all");
        assertThat(teacher.text("Good morning")).isVisible();
    }

    /** 6,573 members in 64 KiB. */
    private static String numbers(int message) {
        String members = IntStream.range(0, 6_573)
                .mapToObj(i -> "\"" + (char) ('A' + message % 26) + (char) ('a' + message / 26)
                        + Integer.toString(i, 36) + "\":0")
                .collect(Collectors.joining(",", "{", "}"));
        assertThat(members.length()).isLessThan(65_536);
        return members;
    }

    @Test
    void whoAsksWithoutEndTakesNobodysPlace() {
        TestSession room = SERVER.room("ada", "eve");
        for (int i = 0; i < 40; i++) {
            post(room.studentCaller("eve"), "instructor_inbox", "{\"text\":\"noise " + i + "\"}");
        }
        post(room.studentCaller("ada"), "instructor_inbox", "{\"text\":\"Why?\"}");
        ClassPage teacher = teacher(room);

        assertThat(teacher.text("Why?")).isVisible();
        assertThat(teacher.text("noise 4")).isVisible();
        assertThat(teacher.text("noise 5")).hasCount(0);
        teacher.field("Reply to ada").fill("half an answer");
        teacher.button("Show more of eve (35)").click();
        assertThat(teacher.text("noise 9")).isVisible();
        assertThat(teacher.button("Show more of eve (30)")).isVisible();
        assertThat(teacher.field("Reply to ada")).hasValue("half an answer");
        teacher.assertAccessible();
    }

    @Test
    void aLongMessageIsShownWholeToWhoeverAsksForIt() {
        TestSession room = SERVER.room("ada");
        post(room.studentCaller("ada"), "instructor_inbox", "{\"text\":\"" + "long ".repeat(12_000) + "the end\"}");
        ClassPage teacher = teacher(room);

        teacher.button("Show all 60007 characters").click();
        assertThat(teacher.byRole(AriaRole.DIALOG, "Message 1")).containsText("the end");
        teacher.assertAccessible();
        teacher.button("Close").click();
        assertThat(teacher.page().getByText("the end")).hasCount(0);
        assertThat(teacher.button("Show all 60007 characters")).isFocused();
    }

    @Test
    void inventedInstructorsComeAfterWhoseClassItIsAndHideNoStudent() {
        TestSession room = SERVER.room("ada");
        ClassPage teacher = teacher(room);
        teacher.awaitStatus("Live");
        for (int i = 0; i < 15; i++) {
            room.join("nobody" + i, "instructor", "v2");
        }

        teacher.tab("Roster");

        assertThat(teacher.text("There are 6 more instructors.")).isVisible();
        assertThat(teacher.byRole(AriaRole.GROUP, "Roster").getByRole(AriaRole.LISTITEM))
                .hasCount(11);
        assertThat(teacher.byRole(AriaRole.GROUP, "Roster")
                        .getByRole(AriaRole.LISTITEM)
                        .first())
                .containsText(TestSession.TEACHER);
        assertThat(teacher.button("Private note to ada")).isVisible();
        teacher.assertAccessible();
        room.close();
    }

    /** 45 of them hid all others. */
    @Test
    void classesOfStrangersHideNeitherOnesOwnNorAnyOther(@TempDir Path data) throws Exception {
        try (RunningServer server = RunningServer.in(data).start()) {
            String other = server.session("otto", "ada");
            BrowserContext profile = CHROMIUM.profile();
            ClassPage page = ClassPage.open(profile, server.port(), "");
            page.field("Your id").fill("ines");
            page.field("Name of the class").fill("Algebra");
            page.field("Students").fill("ada");
            page.button("Open the class").click();
            page.awaitStatus("Live");
            String own = page.session();
            for (int i = 0; i < 45; i++) {
                server.api().createdSession(hostile(i), "eve", List.of("eve"));
            }

            page.page().navigate("about:blank");
            page = ClassPage.open(profile, server.port(), "");
            Locator ownOnes = page.byRole(AriaRole.LIST, "Your classes").getByRole(AriaRole.LINK);
            Locator others = page.byRole(AriaRole.LIST, "Classes that are open").getByRole(AriaRole.LINK);
            assertThat(ownOnes).hasText("Algebra");
            assertThat(others).hasCount(20);
            page.assertAccessible();
            page.assertFits(320);
            assertRowsOfFewLines(others);
            page.button("Show more classes").click();
            assertThat(others).hasCount(40);
            page.button("Show more classes").click();
            assertThat(others).hasCount(46);
            assertThat(page.button("Show more classes")).hasCount(0);

            // One that is far down the list, by whose it is, and by its link, of which the session need not be listed.
            Locator search = page.byRole(AriaRole.SEARCHBOX, "Find a class by its name, its id or its link");
            search.fill("otto");
            page.button("Find").click();
            assertThat(others).hasCount(1);
            assertThat(others).hasAttribute("href", "#/class/" + other);
            search.fill("nothing of this name");
            page.button("Find").click();
            assertThat(page.text("No class that is open is called “nothing of this name”."))
                    .isVisible();
            search.fill(" http://class.example/#/class/" + own + "?x");
            page.button("Find").click();
            assertThat(page.page()).hasURL("http://127.0.0.1:" + server.port() + "/#/class/" + own);
            page.page().close();
        }
    }

    /** Names that turn their line around, grow out of it, cannot be broken or cannot be seen. */
    private static String hostile(int i) {
        return switch (i % 5) {
            case 0 -> "\u202Egnihton \u2066" + i;
            case 1 -> "Z" + "\u0300\u0325".repeat(99);
            case 2 -> "W".repeat(200);
            case 3 -> "\u200B\u2060\u3164";
            default -> "Algebra" + "\u00A0".repeat(150) + "by ines, 30 connections";
        };
    }

    private static void assertRowsOfFewLines(Locator links) {
        for (Locator link : links.all()) {
            assertThat(link.boundingBox().height).as(link.textContent()).isBetween(15.0, 70.0);
            assertThat(link.textContent()).doesNotContainPattern("[\u202A-\u202E\u2066-\u2069]|\\s{2}");
        }
    }

    @Test
    void garbageInTheBrowsersStorageIsNoObstacle() {
        TestSession room = SERVER.room("ada");
        BrowserContext profile = CHROMIUM.profile();
        ClassPage ada = ClassPage.student(profile, port(), room.session(), "ada");
        ada.awaitStatus("Live");
        ada.page()
                .evaluate(
                        "([session, origin]) => {"
                                + " const owner = JSON.stringify(`${origin}/ ${session} ada`);"
                                + " localStorage.setItem('switchboard classes', '{');"
                                + " localStorage.setItem(`switchboard draft refused ${session} ada student`, '[{\"message\":1}, null');"
                                + " localStorage.setItem(`switchboard outbox ${owner} 1 1 a`, 'null');"
                                + " localStorage.setItem(`switchboard outbox ${owner} 1 2 b`, '{\"ref\":\"b\",\"draft\":5}');"
                                + " localStorage.setItem(`switchboard outbox ${owner} 1 3 c`, JSON.stringify({ ref: 'c',"
                                + " draft: { type: 'instructor_inbox', context: 'question', content: { text: 'Is it lost?' } } }));"
                                + " localStorage.setItem(`switchboard outbox ${owner} 1 4 d`, 'x'); }",
                        List.of(room.session(), "http://127.0.0.1:" + port()));

        ada.page().reload();

        ada.awaitStatus("Live");
        assertThat(ada.text("saved")).isVisible();
        assertThat(ada.text("Is it lost?")).isVisible();
        assertThat(room.teacherCaller().readAll()).hasSize(1);
        ada.say("Your question", "and another", "Send");
        assertThat(ada.text("saved")).hasCount(2);
        assertThat((List<?>)
                        ada.page().evaluate("() => Object.keys(localStorage).filter((key) => key.includes('outbox'))"))
                .isEmpty();
        ada.page().navigate("http://127.0.0.1:" + port() + "/");
        assertThat(ada.byRole(AriaRole.LIST, "Your classes")).isVisible();
    }
}
