package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** What was said, as files that a browser saves: exactly that. */
class PageExportIT {
    /** No number of JavaScript is these, nor is this their order. */
    private static final String NUMBERS = "{\"n\":12345678901234567890,\"f\":1.0,\"2\":1e2,\"1\":0}";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(1_000_000));

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private TestSession room;

    @BeforeEach
    void aClassInWhichSomethingWasSaid() {
        room = SERVER.room("0042", "00042");
        room.studentCaller("0042")
                .post("{\"type\":\"analytics\",\"content\":" + NUMBERS + "}")
                .expect(201);
        for (String student : List.of("0042", "00042")) {
            room.teacherCaller()
                    .post("{\"type\":\"request\",\"to_user\":\"" + student
                            + "\",\"content\":{\"text\":\"Half of 1?\",\"request\":\"r\"}}")
                    .expect(201);
            room.studentCaller(student)
                    .post("{\"type\":\"request_response\",\"content\":{\"text\":\"1/2\"}}")
                    .expect(201);
        }
    }

    private ClassPage timeline(String language) {
        ClassPage teacher =
                ClassPage.teacher(CHROMIUM.profile(language), SERVER.get().port(), room.session(), TestSession.TEACHER);
        teacher.page().getByRole(AriaRole.TAB).last().click();
        return teacher;
    }

    private static Download saved(ClassPage teacher, String button) {
        return teacher.page().waitForDownload(() -> teacher.button(button).click());
    }

    private static String text(Download download) {
        try {
            return Files.readString(download.path());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void numbersAreWhatTheirSendersWrote() {
        ClassPage teacher = timeline("en-US");
        assertThat(teacher.text(NUMBERS)).isVisible();
        try (RecordingClient program = room.studentV2("0042")) {
            program.send("{\"type\":\"instructor_inbox\",\"content\":{\"live\":1.50}}")
                    .awaitMessage();
        }
        assertThat(teacher.text("{\"live\":1.50}")).isVisible();

        Download jsonl = saved(teacher, "Export JSONL");

        String onServer = room.teacherCaller().read("").expect(200).body();
        assertThat(onServer)
                .contains(
                        "\"messages\":[" + String.join(",", text(jsonl).lines().toList()) + "]");
        assertThat(text(jsonl).lines()).hasSize(6);
    }

    @Test
    void aSpreadsheetChangesNothingOfACsv() {
        String csv = text(saved(timeline("en-US"), "Export CSV"));

        assertThat(csv).contains("\"'0042\"", "\"'00042\"", "\"'1/2\"", "12345678901234567890");
        assertThat(csv.lines().skip(1))
                .allMatch(line -> line.matches("\\d+,\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,.*"));
    }

    /** The page speaks English to who reads Polish, and the spreadsheet does not. */
    @Test
    void theSeparatorIsThatOfTheReadersRegion() {
        assertThat(text(saved(timeline("pl-PL"), "Export CSV"))).startsWith("\uFEFF\"seq\";\"time (");
        assertThat(text(saved(timeline("en-GB"), "Export CSV"))).startsWith("\uFEFF\"seq\",\"time (");
    }

    /** The page shows what is in sight of a long list, and the beginning of a long message. */
    @Test
    void paperHasEveryMessageWholeAndNoButton() {
        String end = "The end of it. \u05e9\u05dc\u05d5\u05dd";
        room.teacherCaller()
                .post("{\"type\":\"instructor_broadcast\",\"content\":{\"text\":\"" + "Line.\\n".repeat(5_000) + end
                        + "\"}}")
                .expect(201);
        room.teacherCaller()
                .post(
                        "{\"type\":\"request\",\"to_user\":\"0042\",\"content\":{\"text\":\"Which?\",\"kind\":\"choice\",\"options\":[\"Berlin\",\"Rome\"]}}")
                .expect(201);
        for (int i = 0; i < 200; i++) {
            room.studentCaller("0042")
                    .post("{\"type\":\"instructor_inbox\",\"content\":{\"text\":\"Question " + i + "\"}}")
                    .expect(201);
        }
        ClassPage teacher = timeline("en-GB");
        Page page = teacher.page();
        page.evaluate("print = () => { printed = true; }");
        teacher.button("Print").click();
        page.waitForFunction("() => globalThis.printed");
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

        assertThat(page.locator(".paper article")).hasCount(207);
        String paper = page.locator(".paper").innerText();
        assertThat(paper).contains("207 messages. Times: ", end, "Question 0", "Question 199", "Berlin\nRome", NUMBERS);
        assertThat(page.locator("button:visible, .top:visible, [role=tablist]:visible"))
                .hasCount(0);
        assertThat((Boolean) page.evaluate("""
                        [...document.querySelectorAll('.paper *')].every((one) => one.scrollHeight <= one.clientHeight + 2
                          || getComputedStyle(one).overflowY === 'visible')""")).as("nothing is cut").isTrue();
        assertThat(pages(page.pdf(new Page.PdfOptions().setPreferCSSPageSize(true))))
                .isGreaterThan(100);

        page.evaluate("dispatchEvent(new Event('afterprint'))");
        assertThat(page.locator(".paper")).hasCount(0);
    }

    private static long pages(byte[] pdf) {
        return Pattern.compile("/Type\\s*/Page\\b")
                .matcher(new String(pdf, StandardCharsets.ISO_8859_1))
                .results()
                .count();
    }

    @Test
    void whatTheFilterShowsIsPrintedOnlyWhenAskedForAndSaysSo() {
        ClassPage teacher = timeline("en-GB");
        Page page = teacher.page();
        page.evaluate("print = () => { printed = true; }");
        teacher.byRole(AriaRole.COMBOBOX, "Show").selectOption("request");
        teacher.byRole(AriaRole.CHECKBOX, "only what the filter shows").check();
        teacher.assertAccessible();

        teacher.button("Print").click();

        page.waitForFunction("() => globalThis.printed");
        assertThat(page.locator(".paper article")).hasCount(2);
        assertThat(page.locator(".paper")).containsText("Only requests. 2 messages.");
    }

    @Test
    void whatTheFilterShowsIsExportedOnlyWhenAskedForAndSaysSo() {
        ClassPage teacher = timeline("en-US");
        teacher.byRole(AriaRole.SEARCHBOX, "Search the class").fill("1/2");
        assertThat(teacher.text("2 of 5 messages")).isVisible();

        assertThat(text(saved(teacher, "Export JSONL")).lines()).hasSize(5);
        teacher.byRole(AriaRole.CHECKBOX, "only what the filter shows").check();
        teacher.assertAccessible();
        Download part = saved(teacher, "Export JSONL");
        assertThat(text(part).lines()).hasSize(2);
        assertThat(part.suggestedFilename()).endsWith(" (only 1_2).jsonl");

        teacher.byRole(AriaRole.SEARCHBOX, "Search the class").fill("");
        Download all = saved(teacher, "Export JSONL");
        assertThat(text(all).lines()).hasSize(5);
        assertThat(all.suggestedFilename()).doesNotContain("only");
    }

    @Test
    void aWorkbookHasWhatWasSaidAndATableOfStudentsAndTasks() throws IOException {
        ClassPage teacher = timeline("en-US");
        assertThat(
                        (Boolean)
                                teacher.page()
                                        .evaluate(
                                                "() => performance.getEntriesByType('resource').some(({ name }) => /spreadsheet|exporting|words-(?!en)/.test(name))"))
                .as("loaded before it is used")
                .isFalse();

        Map<String, String> files = unzipped(saved(teacher, "Export XLSX"));

        assertThat(files).containsKeys("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet2.xml");
        assertThat(files.get("xl/worksheets/sheet1.xml"))
                .contains(">0042</t>", ">00042</t>", ">1/2</t>", "12345678901234567890")
                .doesNotContain("'0042");
        assertThat(files.get("xl/worksheets/sheet2.xml")).contains(">1. Half of 1?</t>", ">1/2</t>");

        teacher.tab("Requests").assertAccessible();
        Download answers = saved(teacher, "Export the answers as XLSX");
        assertThat(answers.suggestedFilename()).endsWith(" - Answers.xlsx");
        assertThat(unzipped(answers).get("xl/worksheets/sheet1.xml")).isEqualTo(files.get("xl/worksheets/sheet2.xml"));
        assertThat(text(saved(teacher, "Export the answers as CSV")).lines())
                .containsExactly("\uFEFF\"student\",\"1. Half of 1?\"", "\"'0042\",\"'1/2\"", "\"'00042\",\"'1/2\"");
    }

    private static Map<String, String> unzipped(Download download) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(download.path()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
