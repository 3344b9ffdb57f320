package switchboard.web.people;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.server.RunningServer;

/** A server that hands out tokens itself, and browsers that nobody has used before. */
abstract class PeopleInBrowser {
    @TempDir
    Path data;

    private final Chromium chromium;
    private RunningServer server;

    /** @param chromium of the class of tests: each has one of its own, as it may run beside others */
    PeopleInBrowser(Chromium chromium) {
        this.chromium = chromium;
    }

    @BeforeEach
    void start() {
        server = RunningServer.in(data).with("switchboard.auth.mode", "token").start();
        // The page tries without a token first, and a link without a name.
        chromium.errors().expect("Failed to load resource: the server responded with a status of 4(00|01|03|04).*");
        chromium.errors().expect("WebSocket connection to .* failed.*");
        // The server ends before the browsers do.
        chromium.errors()
                .expect(
                        "Failed to load resource: net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE.*).*");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    String address(String route) {
        return "http://127.0.0.1:" + server.port() + "/" + route;
    }

    ClassPage open(String route) {
        return open(chromium.profile(), route);
    }

    ClassPage open(BrowserContext profile, String route) {
        return ClassPage.open(profile, server.port(), route);
    }

    /** The first one, by the link that lies in the data folder. */
    ClassPage teacher() {
        ClassPage teacher = open(setupRoute());
        become(teacher);
        return teacher;
    }

    static void become(ClassPage teacher) {
        assertThat(teacher.page()).hasURL(Pattern.compile(".*/#/setup$"));
        teacher.field("Your name").fill("Inès Weber");
        assertThat(teacher.field("Your id")).hasValue("ines-weber");
        teacher.assertAccessible();
        teacher.assertFits(320);
        teacher.page().setViewportSize(1280, 720);
        teacher.button("Begin to teach").click();
        assertThat(teacher.text("You are Inès Weber here.")).isVisible();
    }

    String setupRoute() {
        try {
            return routeIn(Files.readString(data.resolve("setup-link")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String routeIn(String link) {
        return link.substring(link.indexOf("#/"));
    }

    /** @return its code */
    String openClass(ClassPage teacher, String students) {
        teacher.field("Name of the class").fill("Algebra");
        teacher.field("Students").fill(students);
        teacher.button("Open the class").click();
        teacher.awaitStatus("Live");
        assertThat(teacher.field("Link to join")).hasValue(Pattern.compile(".*/j/.*"));
        String link = teacher.field("Link to join").inputValue();
        return link.substring(link.lastIndexOf('/') + 1);
    }

    ClassPage claim(String code, String name) {
        ClassPage student = open("j/" + code);
        student.button("I am " + name).click();
        student.awaitStatus("Live");
        return student;
    }

    /** All that the browser keeps of this server. */
    static String keptBy(ClassPage page) {
        return (String) page.page().evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
    }
}
