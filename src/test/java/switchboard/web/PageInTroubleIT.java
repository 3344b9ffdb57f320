package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.TestTicker;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.ServerProcess;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** The page where the network, the server or another tab is in its way: it says so, and nothing is lost. */
class PageInTroubleIT {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(1_000_000));

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static int port() {
        return SERVER.get().port();
    }

    @Test
    void whatTheServerRefusesIsShownWithWhatItSaid() {
        TestSession room = SERVER.room("ada");
        ClassPage ada = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "ada");
        ada.awaitStatus("Live");
        // Such as an older page would: the field itself knows better.
        ada.page().evaluate("() => { TextEncoder.prototype.encode = () => ({ length: 0 }); }");

        ada.say("Your question", "x".repeat(65_536), "Send");

        assertThat(ada.alert()).containsText("Not sent: ");
        ada.assertAccessible();
        ada.page().reload();
        assertThat(ada.alert()).containsText("x".repeat(65_536));
        ada.button("Dismiss").click();
        assertThat(ada.alert()).hasCount(0);
        assertThat(room.teacherCaller().readAll()).isEmpty();
    }

    /** How many that are is a setting, which the page does not know. */
    @Test
    void moreStudentsThanTheServerTakesAreRefusedInItsWords(@TempDir Path data) {
        CHROMIUM.errors().expect("Failed to load resource: .* 400");
        try (RunningServer server = RunningServer.in(data)
                .with("switchboard.sessions.max-students", 2)
                .start()) {
            ClassPage teacher = ClassPage.open(CHROMIUM.profile(), server.port(), "");
            teacher.field("Your id").fill("ines");
            teacher.field("Name of the class").fill("Algebra");
            teacher.field("Students").fill("ada, bob, carl");
            teacher.button("Open the class").click();
            assertThat(teacher.alert()).containsText("more than 2 different ids (allowed: at most 2)");

            teacher.field("Students").fill("ada, bob");
            teacher.button("Open the class").click();
            teacher.awaitStatus("Live");
            teacher.page().close();
        }
    }

    @Test
    void aSecondTabTakesOverAndTheFirstMayTakeItBack() {
        TestSession room = SERVER.room("ada");
        BrowserContext profile = CHROMIUM.profile();
        ClassPage first = ClassPage.student(profile, port(), room.session(), "ada");
        first.awaitStatus("Live");
        ClassPage second = ClassPage.student(profile, port(), room.session(), "ada");
        second.awaitStatus("Live");

        first.awaitStatus("You have joined elsewhere");
        first.assertAccessible();
        first.say("Your question", "Is it lost?", "Send");
        assertThat(first.text("You have joined elsewhere: this tab gets nothing any more"))
                .isVisible();
        first.button("Go on in this tab").click();
        first.awaitStatus("Live");
        assertThat(first.field("Your question")).hasValue("Is it lost?");
        second.awaitStatus("You have joined elsewhere");
    }

    @Test
    void whatIsAnsweredOfflineIsKeptAcrossAReloadAndSentOnce() {
        expectLostNetwork();
        TestSession room = SERVER.room("ada");
        ClassPage teacher = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), TestSession.TEACHER);
        teacher.tab("Requests").say("Task", "Add 1 and 1.", "Ask");
        BrowserContext profile = CHROMIUM.profile();
        ClassPage ada = ClassPage.student(profile, port(), room.session(), "ada");
        assertThat(ada.text("Add 1 and 1.")).isVisible();

        profile.setOffline(true);
        ada.awaitStatus("Offline since");
        ada.say("Your answer", "2", "Send");
        assertThat(ada.text("sending…")).isVisible();
        ada.field("Your question").fill("and then");
        ada.assertAccessible();
        profile.setOffline(false);
        ada.page().reload();

        ada.awaitStatus("Live");
        assertThat(teacher.text("1 of 1 have answered")).isVisible();
        assertThat(ada.field("Your question")).hasValue("and then");
        assertThat(room.teacherCaller().readAll().stream().filter(one -> one.contains("request_response")))
                .hasSize(1);
    }

    @Test
    void aPageThatIsOpenedWhileTheServerIsAwayComesBackByItself(@TempDir Path data) throws Exception {
        expectLostNetwork();
        BrowserContext profile = CHROMIUM.profile();
        try (RunningServer server = RunningServer.in(data).start()) {
            String session = server.session("ines", "ada");
            profile.route("**/api/**", route -> route.abort("connectionrefused"));
            ClassPage ada = ClassPage.student(profile, server.port(), session, "ada");
            assertThat(ada.alert()).containsText("The server cannot be reached");
            ada.assertAccessible();

            profile.unroute("**/api/**");
            ada.awaitStatus("Live");
            ada.page().close();
        }
    }

    /** A page loads a view when it is needed: then the server may be away. */
    @Test
    void aViewThatCannotBeLoadedIsTriedAgain(@TempDir Path data) {
        expectLostNetwork();
        BrowserContext profile = CHROMIUM.profile();
        try (RunningServer server = RunningServer.in(data).start()) {
            String session = server.session("ines", "ada");
            ClassPage page = ClassPage.open(profile, server.port(), "");
            assertThat(page.text("A class")).isVisible();
            profile.route("**/views/join.js", route -> route.abort("connectionrefused"));
            page.page().evaluate("id => { location.hash = '#/class/' + id; }", session);
            assertThat(page.alert()).containsText("The server cannot be reached");
            page.assertAccessible();

            profile.unroute("**/views/join.js");
            page.button("Try again").click();
            assertThat(page.text("Who are you?")).isVisible();
            page.page().close();
        }
    }

    /**
     * The server takes five of them a minute, one of which is left to what is said meanwhile; both clocks are moved on.
     * A message to all that followed a task for many came 54.6 s later.
     */
    @Test
    void whatIsAskedOfManyGoesOutAsFastAsTheServerAllows(@TempDir Path data) throws Exception {
        expectLostNetwork();
        TestTicker ticker = new TestTicker();
        try (RunningServer server = takingFiveAMinute(data, ticker)) {
            String session = classOfEight(server);
            BrowserContext profile = CHROMIUM.profile();
            profile.clock().install();
            ClassPage teacher = ClassPage.teacher(profile, server.port(), session, "ines");
            teacher.awaitStatus("Live");
            teacher.tab("Requests").say("Task", "Add 1 and 1.", "Ask");
            assertThat(teacher.page().getByText("4 of 8 saved")).isVisible();
            assertThat(teacher.page().getByText("The rest in about ")).isVisible();
            ClassPage student = ClassPage.student(profile, server.port(), session, "s7");
            student.awaitStatus("Live");
            teacher.say("Message to all students", "Stop!", "Send to all");
            assertThat(student.text("Stop!")).isVisible();
            assertThat(teacher.page().getByText("4 of 8 saved")).isVisible();
            student.page().close();

            ticker.advance(Duration.ofSeconds(61));
            profile.clock().fastForward(61_000);

            assertThat(teacher.text("0 of 8 have answered")).isVisible();
            assertThat(teacher.page().getByRole(AriaRole.PROGRESSBAR)).hasCount(0);
            teacher.page().close();
        }
    }

    @Test
    void aServerThatIsKilledAndStartedAgainCostsNothing(@TempDir Path data) throws Exception {
        expectLostNetwork();
        ServerProcess server = ServerProcess.in(data).start();
        try {
            int port = server.port();
            String session = server.api().createdSession("A class", "ines", List.of("ada"));
            ClassPage teacher = ClassPage.teacher(CHROMIUM.profile(), port, session, "ines");
            ClassPage ada = ClassPage.student(CHROMIUM.profile(), port, session, "ada");
            ada.say("Your question", "before", "Send");
            assertThat(teacher.text("before")).isVisible();

            server.kill();
            ada.awaitStatus("Connection lost");
            teacher.awaitStatus("Connection lost");
            ada.say("Your question", "while it was away", "Send");
            server = ServerProcess.in(data).with("switchboard.port", port).start();

            ada.awaitStatus("Live");
            assertThat(teacher.text("while it was away")).isVisible();
            assertThat(teacher.text("before")).hasCount(1);
            teacher.page().close();
            ada.page().close();
        } finally {
            server.close();
        }
    }

    @Test
    void whatIsTypedWhenTheClassEndsStaysInItsField() {
        TestSession room = SERVER.room("ada");
        ClassPage ada = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "ada");
        ada.field("Your question").fill("Is it lost?");
        ada.awaitStatus("Live");

        room.end();

        ada.awaitStatus("The class has ended");
        ada.button("Send").click();
        assertThat(ada.text("The class has ended")).isVisible();
        assertThat(ada.field("Your question")).hasValue("Is it lost?");
        assertThat(ada.field("Your question")).isFocused();
    }

    /**
     * The server takes five of them a minute. Who comes back finds how far it is, and the rest goes out once nothing of
     * before counts any more.
     */
    @Test
    void aRequestToManyGoesOnAfterAReload(@TempDir Path data) throws Exception {
        TestTicker ticker = new TestTicker();
        try (RunningServer server = takingFiveAMinute(data, ticker)) {
            String session = classOfEight(server);
            BrowserContext profile = CHROMIUM.profile();
            profile.clock().install();
            ClassPage teacher = ClassPage.teacher(profile, server.port(), session, "ines");
            teacher.tab("Requests").say("Task", "Add 1 and 1.", "Ask");
            assertThat(teacher.page().getByText("4 of 8 saved")).isVisible();
            teacher.page().onDialog(Dialog::accept);

            teacher.page().reload();
            teacher.awaitStatus("Live");
            assertThat(teacher.tab("Requests").page().getByText("4 of 8 saved")).isVisible();
            ticker.advance(Duration.ofSeconds(61));
            profile.clock().fastForward(61_000);

            assertThat(teacher.text("0 of 8 have answered")).isVisible();
            teacher.page().close();
        }
    }

    /** It showed people online and questions that wait; and what was being typed below an answer was gone. */
    @Test
    void anEndedClassHasNobodyInItAndKeepsWhatWasTyped() {
        TestSession room = SERVER.room("ada");
        ClassPage ines = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), "ines");
        ClassPage ada = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "ada");
        ines.tab("Requests").say("Task", "Add 1 and 1.", "Ask");
        ada.say("Your answer", "3", "Send");
        ada.say("Your question", "Why?", "Send");
        assertThat(ada.text("answered")).isVisible();
        ada.text("Answer again").click();
        ada.field("Your answer").fill("It is 2, because");
        ada.text("Add to it").click();
        ada.field("Add to your question").fill("I mean");
        ines.tab("Roster");
        assertThat(ines.text("1 of 1 online")).isVisible();

        room.end();

        ines.awaitStatus("The class has ended");
        assertThat(ines.byRole(AriaRole.GROUP, "Roster")).containsText("offline since");
        assertThat(ines.byRole(AriaRole.GROUP, "Roster")).not().containsText("online");
        assertThat(ines.page().getByText("of 1 online")).hasCount(0);
        assertThat(ines.page().getByRole(AriaRole.TAB).first()).hasText("Questions");
        ines.tab("Questions");
        assertThat(ines.text("1 question was not answered.")).isVisible();
        assertThat(ines.page().getByText("waits")).hasCount(0);
        ines.assertAccessible();
        assertThat(ada.text("was not answered")).isVisible();
        assertThat(ada.field("Your answer")).hasValue("It is 2, because");
        assertThat(ada.field("Add to your question")).hasValue("I mean");
        ada.assertAccessible();
    }

    @Test
    void whatIsStillBeingSentIsNotAnswered() {
        expectLostNetwork();
        TestSession room = SERVER.room("ada");
        room.teacherCaller()
                .post("{\"type\":\"request\",\"to_user\":\"ada\",\"content\":{\"text\":\"Add 1 and 1.\"}}")
                .expect(201);
        BrowserContext profile = CHROMIUM.profile();
        ClassPage ada = ClassPage.student(profile, port(), room.session(), "ada");
        ada.awaitStatus("Live");
        profile.setOffline(true);
        ada.awaitStatus("Offline since");

        ada.say("Your answer", "2", "Send");

        assertThat(ada.text("sending…")).isVisible();
        assertThat(ada.text("answered")).hasCount(0);
        profile.setOffline(false);
        assertThat(ada.text("answered")).isVisible();
    }

    @Test
    void aClassThatHasEndedCanBeRead() {
        CHROMIUM.errors().expect("WebSocket connection to 'ws://[^']*' failed");
        CHROMIUM.errors().expect("Failed to load resource: .* 404");
        TestSession room = SERVER.room("ada");
        room.studentCaller("ada")
                .post("{\"type\":\"instructor_inbox\",\"content\":{\"text\":\"Why?\"}}")
                .expect(201);
        room.end();

        ClassPage teacher = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), TestSession.TEACHER);

        teacher.awaitStatus("The class has ended");
        assertThat(teacher.text("Why?")).isVisible();
        assertThat(teacher.field("Message to all students")).hasCount(0);
    }

    /** Of an instructor. */
    private static RunningServer takingFiveAMinute(Path data, TestTicker ticker) throws Exception {
        return RunningServer.in(data)
                .with("switchboard.rate.instructor", 5)
                .ticker(ticker)
                .start();
    }

    private static String classOfEight(RunningServer server) {
        return server.session(
                "ines", IntStream.range(0, 8).mapToObj(i -> "s" + i).toArray(String[]::new));
    }

    private static void expectLostNetwork() {
        CHROMIUM.errors().expect("WebSocket connection to 'ws://[^']*' failed");
        CHROMIUM.errors()
                .expect(
                        "Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)");
    }
}
