package switchboard.web.people;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;

/** A class of people without any account, in a real browser: its first teacher, names, and who has which. */
class ClaimedNamesIT extends PeopleInBrowser {
    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    ClaimedNamesIT() {
        super(CHROMIUM);
    }

    @Test
    void aTeacherAndThreeStudentsGoThroughAClassWithoutAccounts() {
        ClassPage teacher = teacher();
        String code = openClass(teacher, "ada, bob\ncarl");

        List<ClassPage> students = new ArrayList<>();
        for (String name : List.of("ada", "bob", "carl")) {
            ClassPage student = open("j/" + code);
            if (students.isEmpty()) {
                assertThat(student.button("I am ada")).isVisible();
                student.assertAccessible();
                student.assertFits(320);
            }
            student.byRole(AriaRole.SEARCHBOX, "Find yourself").fill(name);
            student.button("I am " + name).click();
            student.awaitStatus("Live");
            students.add(student);
        }
        ClassPage ada = students.get(0);
        ada.say("Your question", "Why is x squared?", "Send");
        assertThat(teacher.text("Why is x squared?")).isVisible();
        teacher.say("Reply to ada", "Because it is an area.", "Reply");
        assertThat(ada.text("Because it is an area.")).isVisible();
        ada.assertAccessible();

        // Who comes back is who they were.
        ada.page().reload();
        ada.awaitStatus("Live");
    }

    @Test
    void anotherDeviceIsLetInAndTheFirstIsOutWithWhatItTyped() {
        ClassPage teacher = teacher();
        String code = openClass(teacher, "ada, bob");
        ClassPage first = claim(code, "ada");
        first.field("Your question").fill("half a thought");

        ClassPage second = open("j/" + code);
        second.button("I am ada; this name is taken, so ask your teacher").click();
        Locator number = second.page().locator("main .join-code");
        assertThat(number).hasText(Pattern.compile("\\d\\d"));
        assertThat(second.byRole(AriaRole.HEADING, "The name ada is taken")).isFocused();
        second.assertAccessible();
        second.assertFits(320);
        String shown = number.innerText();
        second.page().reload();
        assertThat(number).hasText(shown);
        Locator letIn = teacher.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("Let in ada, .*")));
        assertThat(letIn).hasCount(1);
        assertThat(letIn).hasAccessibleName("Let in ada, number " + shown);
        teacher.assertAccessible();

        letIn.click();
        second.awaitStatus("Live");
        assertThat(letIn).isHidden();
        assertThat(first.alert()).containsText("You are signed out on this device");
        first.assertAccessible();

        // The teacher says that it was the first one after all: what was typed there was kept.
        first.button("I am ada; this name is taken, so ask your teacher").click();
        String again = first.page().locator("main .join-code").innerText();
        teacher.button("Let in ada, number " + again).click();
        first.awaitStatus("Live");
        assertThat(first.field("Your question")).hasValue("half a thought");
    }

    @Test
    void whoIsTurnedDownHearsOfItAndMayChooseAnotherName() {
        ClassPage teacher = teacher();
        String code = openClass(teacher, "ada, bob");
        claim(code, "ada");
        ClassPage other = open("j/" + code);
        other.button("I am ada; this name is taken, so ask your teacher").click();
        String number = other.page().locator("main .join-code").innerText();

        teacher.button("Turn down ada, number " + number).click();

        assertThat(other.alert()).containsText("Your teacher did not let you in as ada.");
        other.assertAccessible();
        other.button("I am bob").click();
        other.awaitStatus("Live");
    }

    @Test
    void aReleasedNameMayBeChosenAnew() {
        ClassPage teacher = teacher();
        String code = openClass(teacher, "ada, bob");
        ClassPage first = claim(code, "ada");
        teacher.tab("Roster");

        teacher.button("Release the name ada").click();
        assertThat(teacher.byRole(AriaRole.DIALOG, "Release the name ada")).containsText("are out at once");
        teacher.assertAccessible();
        teacher.button("Release").last().click();

        assertThat(first.alert()).containsText("You are signed out on this device");
        claim(code, "ada");
    }

    @Test
    void notMeWipesWhatWasTyped() {
        ClassPage teacher = teacher();
        String code = openClass(teacher, "ada, bob");
        ClassPage tablet = claim(code, "ada");
        tablet.field("Your question").fill("mine alone");

        tablet.button("Not me").first().click();
        assertThat(tablet.page().getByRole(AriaRole.DIALOG)).containsText("This device forgets that it is ada");
        tablet.assertAccessible();
        tablet.button("Not me").last().click();

        assertThat(tablet.field("Code of the class")).isVisible();
        assertThat(tablet.page()).hasURL(Pattern.compile(".*/(#/)?$"));
        assertThat(keptBy(tablet)).doesNotContain("mine alone").doesNotContain("identity");
        tablet.page().navigate(address("j/" + code));
        tablet.button("I am ada").click();
        tablet.awaitStatus("Live");
        assertThat(tablet.field("Your question")).hasValue("");
    }
}
