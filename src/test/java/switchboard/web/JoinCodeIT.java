package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Join codes as a teacher shows them and students type them, in a real browser. */
class JoinCodeIT {
    private static final int WRONG_CODES = 3;
    private static final String FIELD = "Code of the class";

    /** No class has it: the chance that the server makes just this one is 1 in 729 million. */
    private static final String WRONG = "ZZZ-ZZZ";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting);

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static ClassPage open(String route) {
        return ClassPage.open(CHROMIUM.profile(), SERVER.get().port(), route);
    }

    private static String codeOf(TestSession room) {
        return SERVER.api()
                .send("POST", "/api/sessions/" + room.session() + "/join-code", null)
                .expect(200)
                .json()
                .path("code")
                .textValue();
    }

    @Test
    void aTeacherMakesACodeAndClosesIt() {
        TestSession room = SERVER.room("ada");
        ClassPage teacher = ClassPage.teacher(CHROMIUM.profile(), SERVER.get().port(), room.session(), "ines");
        Locator code = teacher.page().locator(".join-code");
        Locator link = teacher.field("Link to join");

        assertThat(teacher.text("Nobody can join by a code now.")).isVisible();
        assertThat(link).hasValue(Pattern.compile(".*/#/class/" + room.session()));
        teacher.assertAccessible();
        teacher.button("Make a code to join").click();
        assertThat(code).hasText(Pattern.compile("[2-9A-Z]{3}-[2-9A-Z]{3}"));
        String first = code.innerText();
        assertThat(link).hasValue(Pattern.compile(".*/j/" + first));
        assertThat(teacher.byRole(AriaRole.IMG, "QR code with the link to join"))
                .hasAttribute("src", Pattern.compile(".*%2Fj%2F" + first));
        teacher.assertAccessible();
        teacher.assertFits(320);

        teacher.button("Make a new code").click();
        assertThat(code).not().hasText(first);
        SERVER.api().get("/api/join/" + code.innerText()).expect(200);

        teacher.button("No more joining by code").click();
        assertThat(teacher.text("Nobody can join by a code now.")).isVisible();
        assertThat(teacher.button("Make a code to join")).isFocused();
        // Somebody else has made one meanwhile.
        String other = codeOf(room);
        teacher.button("Invite").click();
        teacher.button("Invite").click();
        assertThat(code).hasText(other);
    }

    @Test
    void onAPhoneTheCodeComesFirstAndLeadsIntoTheClass() {
        TestSession room = SERVER.room("ada");
        String code = codeOf(room);
        ClassPage phone = open("");
        phone.page().setViewportSize(320, 568);

        phone.tabTo(phone.field(FIELD));
        assertThat(phone.field(FIELD).boundingBox().y).isLessThan(200);
        phone.assertAccessible();
        phone.page().keyboard().type(code.toLowerCase(Locale.ROOT).replace('-', ' '));
        phone.page().keyboard().press("Enter");

        assertThat(phone.button("Join as ada")).isVisible();
        assertThat(phone.page()).hasURL(Pattern.compile(".*#/class/" + room.session()));
        phone.page().goBack();
        assertThat(phone.field(FIELD)).isVisible();
    }

    @Test
    void theShortAddressLeadsIntoTheClassAndBackToTheStart() {
        TestSession room = SERVER.room("ada");
        String code = codeOf(room);

        ClassPage phone = open("");
        phone.page().navigate("http://127.0.0.1:" + SERVER.get().port() + "/j/" + code.toLowerCase(Locale.ROOT));

        assertThat(phone.button("Join as ada")).isVisible();
        phone.page().goBack();
        assertThat(phone.field(FIELD)).isVisible();
        assertThat(phone.page()).hasURL(Pattern.compile(".*/(#/)?$"));
        // The link in whatever somebody was sent.
        phone.byRole(AriaRole.SEARCHBOX, "Find a class by its name, its id or its link")
                .fill("https://class.example/j/" + code);
        phone.button("Find").click();
        assertThat(phone.button("Join as ada")).isVisible();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en-GB | Code of the class | is no code: it has 6 letters and digits",
                "de-DE | Code der Klasse | ist kein Code: er hat 6 Buchstaben und Ziffern",
                "fr-FR | Code de la classe | n’est pas un code : il a 6 lettres et chiffres",
                "es-ES | Código de la clase | no es un código: tiene 6 letras y cifras"
            })
    void whatIsNoCodeIsSaidInEachLanguage(String language, String label, String words) {
        ClassPage phone =
                ClassPage.open(CHROMIUM.profile(language), SERVER.get().port(), "#/join/abc%20de0");

        assertThat(phone.page().locator("#code-help")).containsText("abc de0");
        assertThat(phone.page().locator("#code-help")).containsText(words);
        assertThat(phone.field(label)).hasValue("abc de0");
        assertThat(phone.field(label)).isFocused();
        phone.assertAccessible();
        phone.assertFits(320);
    }

    @Test
    void aWrongCodeSaysWhatToDoAndTooManySayHowLong(@TempDir Path data) throws Exception {
        CHROMIUM.errors().expect("Failed to load resource: the server responded with a status of 4(04|29).*");
        try (RunningServer server = RunningServer.in(data)
                .with("switchboard.join-codes.wrong-per-address", Integer.toString(WRONG_CODES))
                .start()) {
            ClassPage phone = ClassPage.open(CHROMIUM.profile(), server.port(), "");
            Locator help = phone.page().locator("#code-help");
            phone.button("Join").first().click();
            assertThat(help).containsText("Type the code that is shown in the class");

            for (int i = 0; i < WRONG_CODES; i++) {
                phone.field(FIELD).fill(WRONG.toLowerCase(Locale.ROOT));
                phone.field(FIELD).press("Enter");
                assertThat(help).containsText("No class has the code ZZZ-ZZZ now.");
            }
            phone.field(FIELD).press("Enter");

            assertThat(help).containsText(Pattern.compile("Too many wrong codes .* Wait ([1-9]\\d? s|1 min)"));
            assertThat(phone.field(FIELD)).hasValue(WRONG.toLowerCase(Locale.ROOT));
            phone.assertAccessible();
        }
    }
}
