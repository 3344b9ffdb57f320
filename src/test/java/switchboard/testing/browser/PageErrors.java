package switchboard.testing.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What pages complain of: errors in the console, and those that nobody caught. A test must expect each of them. */
public final class PageErrors {
    private final List<String> seen = new ArrayList<>();
    private final List<Pattern> expected = new ArrayList<>();

    public void listenTo(BrowserContext profile) {
        profile.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                seen.add(message.text() + " (" + message.location() + ")");
            }
        });
        profile.onWebError(error -> seen.add("not caught: " + error.error()));
    }

    /** @param regex of the beginning of the text */
    public void expect(String regex) {
        expected.add(Pattern.compile(regex));
    }

    public void check() {
        assertThat(seen.stream()
                        .filter(text -> expected.stream()
                                .noneMatch(pattern -> pattern.matcher(text).lookingAt())))
                .as("errors of the pages")
                .isEmpty();
    }

    public void clear() {
        seen.clear();
        expected.clear();
    }
}
