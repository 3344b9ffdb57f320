package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.Json;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.server.SharedServer;

/** A list of students as a teacher has it becomes a class: what will become of it is seen, and mended, before. */
class RosterImportIT {
    private static final String CANVAS = """
            Student,ID,SIS Login ID,Section,Unit 1 Quiz (101)
                Points Possible,,,,10
            "Rivera, Ana",11,ana.rivera@s.example,10a,9
            "Chen, Ben",12,ben.chen@s.example,10a,8
            "Student, Test",15,teststudent,10a,
            """;

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.withDefaults();

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static int port() {
        return SERVER.get().port();
    }

    private static ClassPage open(BrowserContext profile) {
        ClassPage page = ClassPage.open(profile, port(), "");
        page.field("Your id").fill("ines");
        page.field("Name of the class").fill("Algebra");
        return page;
    }

    @Test
    void aTableIsSeenMendedAndBecomesAClassWithNames() {
        ClassPage teacher = open(CHROMIUM.profile());
        teacher.field("Students").fill(CANVAS);

        assertThat(teacher.text("2 students")).isVisible();
        assertThat(teacher.field("Id, line 3")).hasValue("ana-rivera");
        assertThat(teacher.field("Name, line 3")).hasValue("Ana Rivera");
        assertThat(teacher.text("Line 2: “Points Possible” is not a person. Left out"))
                .isVisible();
        assertThat(teacher.text("Line 5: “Test Student” is a student for testing. Left out"))
                .isVisible();
        teacher.assertAccessible();

        teacher.field("Id, line 3").fill("a r");
        assertThat(teacher.text("1 row must be changed before the class can be opened."))
                .isVisible();
        teacher.button("Open the class").click();
        assertThat(teacher.field("Id, line 3")).isFocused();
        teacher.assertAccessible();
        teacher.field("Id, line 3").fill("ar");
        teacher.field("Name, line 4").fill("Benjamin Chen");

        JsonNode sent = sent(teacher);
        assertThat(sent.path("student_ids")).hasToString("[\"ar\",\"ben-chen\"]");
        assertThat(sent.path("names")).hasToString("{\"ar\":\"Ana Rivera\",\"ben-chen\":\"Benjamin Chen\"}");
        teacher.awaitStatus("Live");
        JsonNode session = SERVER.api().session(teacher.session()).json().path("session");
        assertThat(session.path("student_ids")).hasToString("[\"ar\",\"ben-chen\"]");
        assertThat(session.path("names")).isEqualTo(sent.path("names"));
    }

    /** What is sent for a new class. */
    private static JsonNode sent(ClassPage teacher) {
        Request request = teacher.page()
                .waitForRequest(
                        Pattern.compile("/api/sessions$"),
                        () -> teacher.button("Open the class").click());
        return Json.parse(request.postData()).orElseThrow();
    }

    /** Nothing more than before: type, create. */
    @Test
    void idsOneALineNeedNoMore() {
        ClassPage teacher = open(CHROMIUM.profile());
        teacher.field("Students").focus();
        teacher.page().keyboard().type("ada\nBob\n0042\n");
        assertThat(teacher.text("3 students")).isVisible();

        JsonNode sent = sent(teacher);

        assertThat(sent.path("student_ids")).hasToString("[\"ada\",\"Bob\",\"0042\"]");
        assertThat(sent.path("names")).isEmpty();
        teacher.awaitStatus("Live");
    }

    @Test
    void columnsCanBeGivenAnotherMeaning() {
        ClassPage teacher = open(CHROMIUM.profile());
        teacher.field("Students").fill("Qlor\tWmrit\nBqnor\tZmrat\n");
        assertThat(teacher.field("Name, line 1")).hasValue("Qlor Wmrit");

        teacher.byRole(AriaRole.COMBOBOX, "“Column 1” holds Qlor, Bqnor").selectOption("last");
        teacher.byRole(AriaRole.COMBOBOX, "“Column 2” holds Wmrit, Zmrat").selectOption("first");
        assertThat(teacher.field("Name, line 1")).hasValue("Wmrit Qlor");
        assertThat(teacher.field("Id, line 2")).hasValue("zmrat-bqnor");

        teacher.byRole(AriaRole.CHECKBOX, "The first line names the columns").check();
        assertThat(teacher.text("1 student")).isVisible();
        teacher.assertAccessible();
    }

    @Test
    void whatWasChangedStaysAfterAReloadAndWhenMoreIsTyped() {
        ClassPage teacher = open(CHROMIUM.profile());
        teacher.field("Students").fill("Lena Schmidt\nMax Bauer\nElif Kaya");
        teacher.field("Id, line 1").fill("lena");
        teacher.button("Remove Max Bauer, line 2").click();
        assertThat(teacher.button("Remove Elif Kaya, line 3")).isFocused();

        teacher.page().reload();

        assertThat(teacher.field("Id, line 1")).hasValue("lena");
        assertThat(teacher.text("2 students")).isVisible();
        teacher.field("Students").fill("Zoe Adam\nLena Schmidt\nMax Bauer\nElif Kaya");
        assertThat(teacher.text("3 students")).isVisible();
        assertThat(teacher.field("Id, line 2")).hasValue("lena");
        teacher.button("Bring back 1 who was removed").click();
        assertThat(teacher.field("Id, line 3")).hasValue("max-bauer");
        teacher.button("Undo my changes to the rows").click();
        assertThat(teacher.field("Id, line 2")).hasValue("lena-schmidt");
    }

    @Test
    void aFileIsChosenOrDroppedWhateverItsEncoding() {
        ClassPage teacher = open(CHROMIUM.profile());
        teacher.field("Students").fill("ada");
        choose(teacher, "10b.csv", "Nachname;Vorname\r\nGroß;Jürgen\r\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(teacher.field("Name, line 2")).hasValue("Jürgen Groß");
        teacher.button("Bring back what stood there before").click();
        assertThat(teacher.field("Students")).hasValue("ada");

        teacher.page().evaluate("""
                () => {
                  const data = new DataTransfer();
                  const text = new Uint8Array([0xff, 0xfe, 0x62, 0, 0x6f, 0, 0x62, 0]);
                  data.items.add(new File([text], 'list.txt'));
                  document.getElementById('students').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
                }""");
        assertThat(teacher.field("Id, line 1")).hasValue("bob");
    }

    @Test
    void aFileThatIsNoListIsRefusedAndNothingIsLost(@TempDir Path folder) throws IOException {
        ClassPage teacher = open(CHROMIUM.profile());
        teacher.field("Students").fill("ada");
        choose(teacher, "class.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'});
        assertThat(teacher.alert()).containsText("This is a picture");
        teacher.assertAccessible();
        choose(teacher, "class.xlsx", new byte[] {'P', 'K', 3, 4});
        assertThat(teacher.alert()).containsText("This is a file of Excel, LibreOffice or Word");
        Path large = folder.resolve("class.txt");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(50_000_000);
        }
        teacher.page().setInputFiles("#students-file", large);
        assertThat(teacher.alert()).containsText("This file has 50 MB (allowed: 5 MB)");
        assertThat(teacher.field("Students")).hasValue("ada");
    }

    private static void choose(ClassPage teacher, String name, byte[] bytes) {
        teacher.page().setInputFiles("#students-file", new FilePayload(name, "application/octet-stream", bytes));
    }

    /** How many there may be is a setting of the server: the page asks it. */
    @Test
    void oneStudentTooManyIsSaidAndNobodyIsLost() {
        CHROMIUM.errors().expect("Failed to load resource: .* 400");
        ClassPage teacher = open(CHROMIUM.profile());
        teacher.paste(
                "Students", IntStream.range(0, 2_001).mapToObj(i -> "s" + i).collect(Collectors.joining("\n")));
        teacher.button("Open the class").click();
        assertThat(teacher.alert()).containsText("more than 2000 different ids (allowed: at most 2000)");
        assertThat(teacher.text("2001 students")).isVisible();

        teacher.button("Remove s0, line 1").click();
        teacher.button("Open the class").click();

        teacher.awaitStatus("Live");
        assertThat(teacher.text("2000 students")).isVisible();
    }

    @Test
    void whatTheServerSaysOfRowsStandsAtThem() {
        CHROMIUM.errors().expect("Failed to load resource: .* 400");
        BrowserContext profile = CHROMIUM.profile();
        ClassPage teacher = open(profile);
        teacher.field("Students").fill("ada\nLena Schmidt");
        profile.route(
                Pattern.compile("/api/sessions$"),
                route -> route.fulfill(new FulfillOptions()
                        .setStatus(400)
                        .setContentType("application/json")
                        .setBody("""
                                {"error":"Bad Request","code":400,"reason":"invalid_names","message":"names: 1 is not allowed",
                                 "problems":[{"member":"student_ids","index":0,"value":"ada","message":"ada is not wanted"},
                                             {"member":"names","index":0,"value":"lena-schmidt","message":"no such name"}]}""")));
        teacher.button("Open the class").click();

        assertThat(teacher.alert()).containsText("names: 1 is not allowed");
        assertThat(teacher.button("Line 1: ada is not wanted")).isVisible();
        teacher.button("Line 2: no such name").click();
        assertThat(teacher.field("Id, line 2")).isFocused();
        teacher.field("Id, line 1").fill("ada2");
        assertThat(teacher.button("Line 1: ada is not wanted")).hasCount(0);
        assertThat(teacher.alert()).hasCount(0);
    }

    @Test
    void twoThousandRowsAreNoMoreThanWhatIsInSight() {
        ClassPage teacher = open(CHROMIUM.profile());
        String text =
                IntStream.range(0, 2_000).mapToObj(i -> "Max " + inLetters(i)).collect(Collectors.joining("\n"));
        teacher.paste("Students", text + "\nMax " + inLetters(7) + "\n\u200f\u200f");

        assertThat(teacher.text("2001 students")).isVisible();
        assertThat(rows(teacher).first()).isVisible();
        assertThat(rows(teacher).count()).isBetween(3, 60);
        teacher.button("Line 2001: “Max Aaah” stands in line 8, too. Remove one if it is the same person")
                .click();
        assertThat(teacher.field("Name, line 2001")).isFocused();
        assertThat(teacher.field("Id, line 2001")).hasValue("max-aaah-2");
        assertThat(teacher.text("Line 2002: nothing in it can be seen. Left out"))
                .isVisible();
    }

    /** A name for each number. */
    private static String inLetters(int number) {
        return "A" + (char) ('a' + number / 676) + (char) ('a' + number / 26 % 26) + (char) ('a' + number % 26);
    }

    private static Locator rows(ClassPage teacher) {
        return teacher.byRole(AriaRole.GROUP, "What becomes of it").getByRole(AriaRole.LISTITEM);
    }

    @Test
    void theKeyboardAloneSufficesAndEnterOpensNoClassByMistake() {
        ClassPage teacher = open(CHROMIUM.profile());
        teacher.field("Students").fill("Lena Schmidt\nMax Bauer");
        teacher.field("Students").focus();
        teacher.tabTo(teacher.field("Id, line 1"));
        teacher.page().keyboard().press("Enter");
        assertThat(teacher.field("Id, line 2")).isFocused();
        teacher.page().keyboard().press("Enter");
        assertThat(teacher.field("Id, line 2")).isFocused();
        teacher.page().keyboard().press("Tab");
        assertThat(teacher.field("Name, line 2")).isFocused();
        teacher.page().keyboard().press("Tab");
        teacher.page().keyboard().press("Enter");
        assertThat(teacher.text("1 student")).isVisible();
        teacher.tabTo(teacher.button("Open the class"));
        teacher.page().keyboard().press("Enter");
        teacher.awaitStatus("Live");
    }

    @Test
    void fitsOnAPhoneInGermanAndShowsNoMarkup() {
        ClassPage teacher = ClassPage.open(CHROMIUM.profile("de-DE"), port(), "");
        teacher.field("Lernende").fill("""
                Anzeigename;Klasse;E-Mail
                <img src=x onerror="document.title='taken'">;10a;a@s.example
                %s;10a;b@s.example
                Lena Schmidt;10a;b@s.example
                """.formatted("w".repeat(300)));

        assertThat(teacher.text("3 Lernende")).isVisible();
        assertThat(teacher.text("1 Zeile ist zu ändern, bevor die Klasse geöffnet werden kann."))
                .isVisible();
        teacher.assertFits(320);
        teacher.assertAccessible();
        assertThat(teacher.page().locator("main img[src=x]")).hasCount(0);
        Page page = teacher.page();
        assertThat(page.title()).doesNotContain("taken");
    }
}
