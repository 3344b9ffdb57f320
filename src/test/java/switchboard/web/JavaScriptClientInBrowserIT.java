package switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.SeededTest;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.SocketFilter;
import switchboard.testing.browser.Tab;
import switchboard.testing.client.Caller;
import switchboard.testing.server.ServerProcess;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/**
 * The JavaScript client where it is made for: in pages of a real browser, with its IndexedDB, its reloads and its
 * events.
 */
class JavaScriptClientInBrowserIT {
    private static final int MESSAGES = 30;

    /** Without a word from the browser the next attempt would come too late for any test. */
    private static final Map<String, Integer> PATIENT = Map.of("firstCeilingMs", 50, "lastCeilingMs", 36_000_000);

    private static final Map<String, Integer> IMPATIENT = Map.of("firstCeilingMs", 50, "lastCeilingMs", 400);

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(10_000));

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    /**
     * What was sent right before the page was left got lost: its transaction was not asked to commit, or waited behind
     * one that had yet to hear from the page.
     */
    @SeededTest(seeds = 2)
    void whatWasSentBeforeAReloadIsInTheClassOnceAndInOrder(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TestSession room = SERVER.room("ada");
        Tab teacher = Tab.instructor(room.session(), TestSession.TEACHER).in(CHROMIUM.profile(), port());
        Tab ada = Tab.student(room.session(), "ada").in(CHROMIUM.profile(), port());

        List<String> texts = texts("a", MESSAGES);
        for (int said = 0; said < MESSAGES; ) {
            int until = Math.min(MESSAGES, said + random.nextInt(1, 12));
            if (random.nextBoolean()) {
                ada.awaitStatus("live");
            }
            ada.sayAndReload(texts.subList(said, until), random.nextInt(2) * random.nextInt(60));
            said = until;
        }
        ada.awaitEmptyOutbox();

        assertThat(textsOf(room.teacherCaller())).containsExactlyElementsOf(texts);
        ada.assertWhole(room.studentCaller("ada"));
        teacher.assertWhole(room.teacherCaller());
        assertThat(teacher.statuses()).endsWith("replaying", "live");
    }

    /** Transactions of tabs wait for each other. */
    @Test
    void whatWasSentWhileAnotherTabKeptTheDiskBusyIsKeptWhenItsPageIsLeft() {
        TestSession room = SERVER.room("ada");
        BrowserContext profile = CHROMIUM.profile();
        Tab other = Tab.instructor(room.session(), TestSession.TEACHER).in(profile, port());
        other.awaitStatus("live");
        other.keepDiskBusy();

        Tab ada = Tab.student(room.session(), "ada").in(profile, port());
        ada.sayAndReload(texts("a", 3), 0);
        ada.say(List.of("a3"));
        other.freeDisk();
        ada.awaitEmptyOutbox();

        assertThat(textsOf(room.teacherCaller())).containsExactlyElementsOf(texts("a", 4));
        assertThat(ada.read("Object.keys(localStorage)")).isEmpty();
    }

    @Test
    void whatWasSentOfflineGoesOutOnceWhenTheBrowserSaysThatItIsOnline() {
        expectLostNetwork();
        TestSession room = SERVER.room("ada");
        BrowserContext profile = CHROMIUM.profile();
        Tab ada = Tab.student(room.session(), "ada").with("timing", PATIENT).in(profile, port());
        ada.awaitStatus("live");

        profile.setOffline(true);
        ada.awaitStatus("offline");
        ada.say(texts("a", 3));
        assertThat(textsOf(room.teacherCaller())).isEmpty();
        profile.setOffline(false);
        ada.awaitStatus("live");
        ada.awaitEmptyOutbox();

        assertThat(textsOf(room.teacherCaller())).containsExactlyElementsOf(texts("a", 3));
        assertThat(ada.statuses()).endsWith("live", "offline", "reconnecting", "replaying", "live");
        JsonNode lost = ada.read("seen.statuses.filter(({ name }) => ['offline', 'reconnecting'].includes(name))");
        assertThat(lost.path(1).path("since").asLong())
                .as("both since the moment of the loss")
                .isEqualTo(lost.path(0).path("since").asLong());
        ada.assertWhole(room.studentCaller("ada"));
    }

    @Test
    void whatWasSentOfflineIsKnownToTheNextBrowserOfThisProfile(@TempDir Path folder) {
        expectLostNetwork();
        TestSession room = SERVER.room("ada");
        BrowserContext first = CHROMIUM.profile(folder);
        Tab ada = Tab.student(room.session(), "ada").with("timing", PATIENT).in(first, port());
        ada.awaitStatus("live");
        first.setOffline(true);
        ada.awaitStatus("offline");
        ada.say(texts("a", 3));
        first.close();
        assertThat(textsOf(room.teacherCaller())).isEmpty();

        Tab again = Tab.student(room.session(), "ada").in(CHROMIUM.profile(folder), port());
        again.awaitEmptyOutbox();

        assertThat(textsOf(room.teacherCaller())).containsExactlyElementsOf(texts("a", 3));
        again.assertWhole(room.studentCaller("ada"));
    }

    @Test
    void whoLooksAtThePageDoesNotSeeItWait() {
        TestSession room = SERVER.room("ada");
        Tab ada = Tab.student(room.session(), "ada").with("timing", PATIENT).in(CHROMIUM.profile(), port());
        ada.awaitStatus("live");
        ada.tellOfNetwork(false);
        ada.awaitStatus("offline");

        ada.page().evaluate("document.dispatchEvent(new Event('visibilitychange'))");

        ada.awaitStatus("live");
    }

    @SeededTest(seeds = 1)
    void aServerThatIsKilledAndOneThatIsStoppedCostNothing(long seed, @TempDir Path data) {
        SplittableRandom random = new SplittableRandom(seed);
        expectLostNetwork();
        ServerProcess server = ServerProcess.in(data).start();
        try {
            int port = server.port();
            String session = server.api().createdSession("A class", TestSession.TEACHER, List.of("ada"));
            Tab teacher = Tab.instructor(session, TestSession.TEACHER)
                    .with("timing", IMPATIENT)
                    .in(CHROMIUM.profile(), port);
            Tab ada = Tab.student(session, "ada").with("timing", IMPATIENT).in(CHROMIUM.profile(), port);
            ada.awaitStatus("live");
            teacher.awaitStatus("live");

            List<String> texts = texts("a", MESSAGES);
            for (int said = 0; said < MESSAGES; said += MESSAGES / 2) {
                ada.say(texts.subList(said, said + MESSAGES / 2));
                ada.awaitMessages(said + random.nextInt(MESSAGES / 2));
                if (said == 0) {
                    server.kill();
                } else {
                    server.terminate();
                    assertThat(server.awaitExit()).isZero();
                }
                ada.awaitStatus("reconnecting");
                server = ServerProcess.in(data).with("switchboard.port", port).start();
                ada.awaitStatus("live");
                teacher.awaitStatus("live");
            }
            ada.awaitEmptyOutbox();

            Caller seesAll = new Caller(server.api(), session, TestSession.TEACHER, "instructor");
            assertThat(textsOf(seesAll)).containsExactlyElementsOf(texts);
            teacher.assertWhole(seesAll);
            ada.assertWhole(new Caller(server.api(), session, "ada", "student"));
            for (Tab tab : List.of(ada, teacher)) {
                assertThat(tab.statuses())
                        .contains("reconnecting")
                        .endsWith("live")
                        .isSubsetOf("connecting", "replaying", "live", "polling", "reconnecting");
                tab.page().close();
            }
        } finally {
            server.close();
        }
    }

    @Test
    void aSecondTabReplacesTheFirstForGood() {
        TestSession room = SERVER.room("ada");
        BrowserContext profile = CHROMIUM.profile();
        Tab first = Tab.student(room.session(), "ada").with("timing", IMPATIENT).in(profile, port());
        first.awaitStatus("live");
        Tab second =
                Tab.student(room.session(), "ada").with("timing", IMPATIENT).in(profile, port());
        first.awaitStatus("replaced");
        second.awaitStatus("live");

        // Neither word of the browser, nor what another tab sends, brings it back.
        first.tellOfNetwork(true);
        second.say(texts("a", 3));
        second.awaitEmptyOutbox();
        assertThat(first.statuses()).endsWith("live", "replaced");
        assertThat(second.statuses()).endsWith("replaying", "live");
        assertThat(room.connectionCount()).isEqualTo(1);

        first.reload();
        second.awaitStatus("replaced");
        first.awaitStatus("live");
        first.assertWhole(room.studentCaller("ada"));
    }

    @Test
    void tabsOfOneBrowserNeitherDoubleNorMixUpWhatIsUnsent() {
        TestSession room = SERVER.room("ada", "bob");
        BrowserContext profile = CHROMIUM.profile();
        Tab first = Tab.student(room.session(), "ada").with("timing", PATIENT).in(profile, port());
        first.awaitStatus("live");
        first.tellOfNetwork(false);
        first.say(texts("a", 5));

        // Another user of the same browser is not concerned.
        Tab bob = Tab.student(room.session(), "bob").in(profile, port());
        bob.say(List.of("b0"));
        bob.awaitMessages(1);
        assertThat(textsOf(room.teacherCaller())).containsExactly("b0");

        // The second tab finds what the first still holds, and both send it.
        Tab second = Tab.student(room.session(), "ada").in(profile, port());
        first.tellOfNetwork(true);
        second.awaitEmptyOutbox();
        assertThat(textsOf(room.teacherCaller())).containsExactly("b0", "a0", "a1", "a2", "a3", "a4");

        // Whichever of them comes last stays.
        first.page().evaluate("location.reload()");
        second.reload();
        second.page().waitForFunction("() => ['live', 'replaced'].includes(client.status.name)");
        second.say(List.of("a5"));
        first.reload();
        first.awaitStatus("live");
        first.awaitEmptyOutbox();
        assertThat(textsOf(room.teacherCaller())).containsOnlyOnce("a0", "a1", "a2", "a3", "a4");
        first.assertWhole(room.studentCaller("ada"));
    }

    @Test
    void whereNoWebSocketCanBeMadeThePagePollsAndGoesBack() {
        BrowserContext profile = CHROMIUM.profile();
        profile.addInitScript("""
                globalThis.blocked = true;
                globalThis.WebSocket = class extends WebSocket {
                  constructor(...how) {
                    if (globalThis.blocked) throw new DOMException('Blocked', 'SecurityError');
                    super(...how);
                  }
                };""");
        TestSession room = SERVER.room("ada");
        Tab ada = Tab.student(room.session(), "ada").with("timing", IMPATIENT).in(profile, port());

        pollsAndGoesBack(room, ada, () -> ada.page().evaluate("globalThis.blocked = false"));
    }

    @Test
    void whereUpgradesAreRefusedThePagePollsAndGoesBack() throws IOException {
        CHROMIUM.errors().expect("WebSocket connection to 'ws://[^']*' failed: .*Unexpected response code: 403");
        TestSession room = SERVER.room("ada");
        try (SocketFilter filter = new SocketFilter(port())) {
            Tab ada =
                    Tab.student(room.session(), "ada").with("timing", IMPATIENT).in(CHROMIUM.profile(), filter.port());

            pollsAndGoesBack(room, ada, filter::open);
            ada.page().close();
        }
    }

    private static void pollsAndGoesBack(TestSession room, Tab ada, Runnable heal) {
        Tab teacher = Tab.instructor(room.session(), TestSession.TEACHER).in(CHROMIUM.profile(), port());
        ada.awaitStatus("polling");
        ada.say(texts("a", 5));
        teacher.say(texts("t", 5));
        ada.awaitEmptyOutbox();
        ada.awaitMessages(10);
        assertThat(ada.statuses()).endsWith("polling").doesNotContain("live");

        heal.run();
        for (int i = 0; !ada.statuses().contains("live"); i++) {
            teacher.say(List.of("on the way back " + i));
        }
        ada.awaitStatus("live");
        ada.say(List.of("by socket"));
        ada.awaitEmptyOutbox();
        teacher.awaitEmptyOutbox();

        assertThat(textsOf(room.studentCaller("ada")))
                .containsSubsequence("a0", "a1", "a2", "a3", "a4", "by socket")
                .doesNotHaveDuplicates();
        ada.assertWhole(room.studentCaller("ada"));
        teacher.assertWhole(room.teacherCaller());
    }

    /** Chromium logs each attempt that does not reach the server. */
    private static void expectLostNetwork() {
        String reasons =
                "net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|CONNECTION_CLOSED|EMPTY_RESPONSE|INTERNET_DISCONNECTED)";
        CHROMIUM.errors()
                .expect("WebSocket connection to 'ws://127[^']*' failed: Error"
                        + " (in connection establishment|during WebSocket handshake): " + reasons);
        CHROMIUM.errors().expect("Failed to load resource: " + reasons);
    }

    private static List<String> texts(String letter, int count) {
        return IntStream.range(0, count).mapToObj(i -> letter + i).toList();
    }

    private static List<String> textsOf(Caller caller) {
        List<String> texts = new ArrayList<>();
        caller.read("&limit=1000")
                .expect(200)
                .json()
                .path("messages")
                .forEach(message ->
                        texts.add(message.path("content").path("text").textValue()));
        return texts;
    }

    private static int port() {
        return SERVER.get().port();
    }
}
