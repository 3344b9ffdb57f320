package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ForcedColors;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** What is in sight of the page, and that it can be told apart: on phones, on small laptops, in forced colours. */
class PageLayoutIT {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(1_000_000));

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static int port() {
        return SERVER.get().port();
    }

    private static ClassPage teacher(TestSession room) {
        ClassPage teacher = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), TestSession.TEACHER);
        teacher.awaitStatus("Live");
        return teacher;
    }

    private static String[] students(int count) {
        return IntStream.range(0, count).mapToObj(i -> "student" + i).toArray(String[]::new);
    }

    /** It stood below a screen of <i>Teach</i>. */
    @Test
    void onAPhoneTheStartBeginsWithJoin() {
        ClassPage phone = ClassPage.open(CHROMIUM.profile(), port(), "");
        phone.page().setViewportSize(320, 568);

        Locator find = phone.byRole(AriaRole.SEARCHBOX, "Find a class by its name, its id or its link");
        assertThat(isWhole(find, 320, 568)).isTrue();
        phone.button("Teach").click();
        Locator teach = phone.byRole(AriaRole.HEADING, "Teach");
        assertThat(teach).isFocused();
        assertThat(isWhole(teach, 320, 568)).isTrue();
        phone.assertAccessible();
    }

    @Test
    void onASmallLaptopSeveralQuestionsAreInSight() {
        TestSession room = SERVER.room(students(9));
        for (String student : students(9)) {
            room.studentCaller(student)
                    .post(
                            "{\"type\":\"instructor_inbox\",\"content\":{\"text\":\"Why is x squared, and not doubled?\"}}")
                    .expect(201);
        }
        ClassPage teacher = teacher(room);
        teacher.button("Invite").click();
        teacher.page().setViewportSize(1366, 768);

        assertThat(teacher.page().locator("main article")).hasCount(9);
        assertThat(teacher.page().locator("main article").all().stream().filter(card -> isWhole(card, 1366, 768)))
                .hasSizeGreaterThanOrEqualTo(3);
        teacher.assertFits(320);
    }

    /** The last six of them were behind a button. */
    @Test
    void aClassOf30IsSeenAnswering() {
        TestSession room = SERVER.room(students(30));
        ClassPage teacher = teacher(room);

        teacher.tab("Requests").say("Task", "Add 1 and 1.", "Ask");

        assertThat(teacher.text("0 of 30 have answered")).isVisible();
        assertThat(teacher.page().getByRole(AriaRole.REGION)).hasCount(30);
        teacher.assertAccessible();
    }

    /** It was cut to <i>l.</i> */
    @Test
    void onAPhoneWhoSaidSomethingCanBeRead() {
        TestSession room = SERVER.room("leonhard-euler");
        room.studentCaller("leonhard-euler")
                .post("{\"type\":\"instructor_inbox\",\"content\":{\"text\":\"" + "Why? ".repeat(60) + "\"}}")
                .expect(201);
        ClassPage teacher = teacher(room);
        teacher.page().setViewportSize(320, 640);

        teacher.tab("Timeline");

        Locator row = teacher.byRole(AriaRole.GROUP, "Timeline").getByRole(AriaRole.LISTITEM);
        for (String part : List.of("strong", "time")) {
            assertThat(
                            (Boolean)
                                    row.locator(part)
                                            .evaluate(
                                                    "element => element.scrollWidth <= element.clientWidth + 1 && element.offsetWidth > 30"))
                    .as(part)
                    .isTrue();
        }
        assertThat(row.locator("strong")).hasText("leonhard-euler");
        assertThat(row.locator(".excerpt").boundingBox().width).isGreaterThan(200);
        teacher.assertFits(320);
    }

    /** Backgrounds and shadows vanish there. */
    @Test
    void inForcedColoursNothingIsSaidByAColourThatIsGone() {
        TestSession room = SERVER.room("ada", "bob");
        ClassPage ada = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "ada");
        ada.awaitStatus("Live");
        ClassPage teacher = teacher(room);
        teacher.page().emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));

        teacher.tab("Roster");
        assertThat(style(teacher.byRole(AriaRole.TAB, "Roster"), "backgroundColor"))
                .isNotEqualTo(style(teacher.byRole(AriaRole.TAB, "Timeline"), "backgroundColor"));
        Locator rows = teacher.byRole(AriaRole.GROUP, "Roster").getByRole(AriaRole.LISTITEM);
        Locator there = rows.filter(new Locator.FilterOptions().setHasText("ada"));
        Locator away = rows.filter(new Locator.FilterOptions().setHasText("bob"));
        assertThat(style(there.locator(".dot"), "backgroundColor"))
                .isNotEqualTo(style(away.locator(".dot"), "backgroundColor"));
        for (Locator row : List.of(there, away)) {
            assertThat(style(row.locator(".dot"), "borderTopWidth")).isEqualTo("2px");
        }
        assertThat(style(teacher.page().locator(".status .dot"), "borderTopWidth"))
                .isEqualTo("2px");
        teacher.tabTo(teacher.button("Private note to ada"));
        assertThat(style(teacher.button("Private note to ada"), "outlineStyle")).isEqualTo("solid");
        there.getByRole(AriaRole.CHECKBOX).check();
        assertThat(style(there.getByRole(AriaRole.CHECKBOX), "appearance")).isEqualTo("auto");
        teacher.assertAccessible();
    }

    /** The dot alone said it. */
    @Test
    void whoIsThereIsSaidInWords() {
        TestSession room = SERVER.room("ada", "bob");
        ClassPage ada = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "ada");
        ada.awaitStatus("Live");

        ClassPage teacher = teacher(room);
        teacher.tab("Roster");

        Locator rows = teacher.byRole(AriaRole.GROUP, "Roster").getByRole(AriaRole.LISTITEM);
        assertThat(rows.filter(new Locator.FilterOptions().setHasText("ada"))).containsText("online, joined at");
        assertThat(rows.filter(new Locator.FilterOptions().setHasText("bob"))).containsText("has not joined yet");
    }

    /** It stood there in English. */
    @Test
    void whatIsAllowedIsSaidInTheLanguageOfThePage() {
        ClassPage teacher = ClassPage.open(CHROMIUM.profile("de-DE"), port(), "");

        teacher.field("Deine Kennung").fill("in es");
        teacher.button("Klasse öffnen").click();

        assertThat(teacher.text("„in es“ ist nicht erlaubt: 1 bis 50 Zeichen aus A-Z a-z 0-9 _ -"))
                .isVisible();
        assertThat(teacher.text("Nötig: 1 bis 200 Zeichen, nicht leer, keine Steuerzeichen"))
                .isVisible();
    }

    /** Words of other languages are longer. */
    @ParameterizedTest
    @CsvSource({"de-DE, de", "es-MX, es", "fr-CA, fr"})
    void everyLanguageFitsOnAPhone(String region, String language) {
        TestSession room = SERVER.room("ada");
        room.studentCaller("ada")
                .post("{\"type\":\"instructor_inbox\",\"content\":{\"text\":\"Why?\"}}")
                .expect(201);
        ClassPage teacher = ClassPage.teacher(CHROMIUM.profile(region), port(), room.session(), TestSession.TEACHER);
        assertThat(teacher.text("Why?")).isVisible();

        assertThat(teacher.page().locator("html")).hasAttribute("lang", language);
        for (String tab : teacher.tabs()) {
            teacher.tab(tab).assertFits(320);
        }
        teacher.assertAccessible();
        ClassPage ada = ClassPage.student(CHROMIUM.profile(region), port(), room.session(), "ada");
        assertThat(ada.text("Why?")).isVisible();
        ada.assertFits(320);
        ClassPage.open(CHROMIUM.profile(region), port(), "").assertFits(320);
    }

    private static String style(Locator element, String property) {
        return (String) element.evaluate("(element, property) => getComputedStyle(element)[property]", property);
    }

    /** Whether all of it is in a window of this size. */
    private static boolean isWhole(Locator element, int width, int height) {
        BoundingBox box = element.boundingBox();
        return box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
    }
}
