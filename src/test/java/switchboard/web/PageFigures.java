package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/**
 * How fast the page is, in {@code target/page-figures.txt}: {@code mvn test -Dtest=PageFigures -DexcludedGroups=}.
 * Fails on nothing that it measures.
 */
@Tag("figures")
class PageFigures {
    private static final Path REPORT = Path.of("target", "page-figures.txt");
    private static final int RUNS = 7;
    private static final int MESSAGES = 10_000;
    private static final int MORE = 1_000;

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(1_000_000));

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    /** Until the rows that are in sight are drawn. */
    private static final String PREVIEW = """
            async () => {
              const field = document.getElementById('students');
              field.value = 'Name;Klasse;E-Mail\\n' + Array.from({ length: 2000 },
                (_, i) => `Name${i} Last${i};10a;name.last${i}@s.example`).join('\\n');
              const start = performance.now();
              field.dispatchEvent(new Event('input', { bubbles: true }));
              while (!document.getElementById('person-0-id')) await new Promise(requestAnimationFrame);
              return performance.now() - start;
            }""";

    private final List<String> report = new ArrayList<>();

    @Test
    void measure() throws IOException {
        String[] students = IntStream.range(0, 200).mapToObj(i -> "student" + i).toArray(String[]::new);
        TestSession empty = SERVER.room("ada");
        TestSession full = SERVER.room(students);
        RecordingClient program = full.teacherV2();
        for (int i = 0; i < MESSAGES; i++) {
            program.send(broadcast("message " + i));
        }
        program.awaitMessages(MESSAGES);

        figures("first paint of the start, ms", () -> firstPaint(open("").page()));
        figures("transferred until the class shows, KB", () -> {
            ClassPage page = teacher(empty);
            page.awaitStatus("Live");
            return closing(
                            page.page(),
                            "performance.getEntriesByType('resource')"
                                    + ".concat(performance.getEntriesByType('navigation'))"
                                    + ".reduce((bytes, one) => bytes + one.transferSize, 0)")
                    / 1_000;
        });
        figures("10,000 messages into the teacher's view, from asking for them to live, ms", () -> {
            ClassPage page = teacher(full);
            page.page().waitForFunction("() => document.querySelector('.status-live')");
            return closing(
                    page.page(),
                    "performance.now() - performance.getEntriesByType('resource')"
                            + ".find((one) => one.name.includes('/messages?')).startTime");
        });
        figures("a roster of 2,000 rows, from its paste to its preview, ms", () -> {
            Page page = open("").page();
            page.waitForSelector("#students-help strong");
            return closing(page, "(" + PREVIEW + ")()");
        });
        ClassPage page = teacher(full);
        page.awaitStatus("Live");
        page.tab("Timeline");
        assertThat(page.text("message " + (MESSAGES - 1))).isVisible();
        figures("from the commit of a message to its row, 10,000 before it, ms", () -> {
            String text = "probe " + report.hashCode() + System.nanoTime();
            awaitText(page, text);
            String committed = program.send(broadcast(text))
                    .awaitUntil(frame -> frame.json().toString().contains(text))
                    .json()
                    .path("timestamp")
                    .textValue();
            return number(page.page(), "seen.then((at) => at - Date.parse('" + committed + "'))");
        });
        figures("longest task of the page while 1,000 more come, one after the other, ms", () -> {
            page.page()
                    .evaluate("() => { globalThis.tasks = [0];"
                            + " new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => tasks.push(duration)))"
                            + ".observe({ type: 'longtask' }); }");
            for (int i = 0; i < MORE; i++) {
                program.send(broadcast("more")).awaitMessage();
            }
            return number(page.page(), "Math.max(...tasks)");
        });
        ClassPage other = teacher(full, "olga");
        other.awaitStatus("Live");
        other.tab("Roster");
        AtomicInteger listed = new AtomicInteger(students.length);
        page.tab("Roster");
        figures("from the call that adds a student to the list at two teachers, a class of 200, ms", () -> {
            String late = "late" + listed.incrementAndGet();
            awaitText(page, "of " + listed + " online");
            awaitText(other, "of " + listed + " online");
            long called = System.currentTimeMillis();
            SERVER.get().api().addStudents(full.session(), late).expect(200);
            return Math.max(number(page.page(), "seen"), number(other.page(), "seen")) - called;
        });
        Files.write(REPORT, report);
    }

    private static String broadcast(String text) {
        return "{\"type\":\"instructor_broadcast\",\"content\":{\"text\":\"" + text + "\"}}";
    }

    /** Makes {@code seen} the promise of the moment in which the page shows that text, in ms of the machine's clock. */
    private static void awaitText(ClassPage page, String text) {
        page.page()
                .evaluate(
                        "text => { globalThis.seen = new Promise((resolve) => {"
                                + " const look = (changes, observer) => {"
                                + " if (!document.body.textContent.includes(text)) return;"
                                + " observer.disconnect(); resolve(Date.now()); };"
                                + " new MutationObserver(look)"
                                + ".observe(document.body, { subtree: true, childList: true, characterData: true });"
                                + " }); }",
                        text);
    }

    private static ClassPage open(String route) {
        return ClassPage.open(CHROMIUM.profile(), SERVER.get().port(), route);
    }

    private static ClassPage teacher(TestSession room) {
        return teacher(room, "ines");
    }

    private static ClassPage teacher(TestSession room, String id) {
        return ClassPage.teacher(CHROMIUM.profile(), SERVER.get().port(), room.session(), id);
    }

    private static double firstPaint(Page page) {
        page.waitForFunction("() => performance.getEntriesByName('first-contentful-paint').length");
        return closing(page, "performance.getEntriesByName('first-contentful-paint')[0].startTime");
    }

    /** The last that is asked of a page: the next is to have the cores for itself. */
    private static double closing(Page page, String expression) {
        double value = number(page, expression);
        page.context().close();
        return value;
    }

    private static double number(Page page, String expression) {
        return ((Number) page.evaluate("async () => await (" + expression + ")")).doubleValue();
    }

    private interface Measured {
        double once();
    }

    private void figures(String what, Measured measured) {
        List<Double> values = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            values.add(measured.once());
        }
        Collections.sort(values);
        report.add(String.format(
                Locale.ROOT, "%s: %.1f (%.1f–%.1f)", what, values.get(RUNS / 2), values.get(0), values.get(RUNS - 1)));
    }
}
