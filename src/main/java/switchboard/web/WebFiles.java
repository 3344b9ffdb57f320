package switchboard.web;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * The files of this program that are served: those with which clients are written, each at its own path, and the page.
 * The page's {@code index.html} stands at {@code /}. All files that it needs stand below a path that is a digest of
 * their contents, so that a browser may keep them for ever and never mixes two versions. Read once; thread-safe.
 */
public final class WebFiles {
    private static final String CLIENT = "switchboard.js";

    private static final List<String> FOR_CLIENTS =
            List.of(CLIENT, "switchboard.d.ts", "openapi.yaml", "asyncapi.yaml");

    /** The page's own files, by their names below {@code /web/app}. */
    static final List<String> OF_PAGE = List.of(
            "activity.js",
            "addresses.js",
            "answers-table.js",
            "api.js",
            "app.css",
            "cards.js",
            "choice.js",
            "class-log.js",
            "classroom.js",
            "csv.js",
            "drafts.js",
            "exporting.js",
            "icon.svg",
            "identities.js",
            "kept.js",
            "known-codes.js",
            "literals.js",
            "main.js",
            "names.js",
            "own-classes.js",
            "parts/answers.js",
            "parts/bars.js",
            "parts/choice-fields.js",
            "parts/claiming.js",
            "parts/class-finder.js",
            "parts/class-list.js",
            "parts/class-menu.js",
            "parts/class-people.js",
            "parts/code-field.js",
            "parts/code-keys.js",
            "parts/composer.js",
            "parts/connection.js",
            "parts/copy-field.js",
            "parts/dialog.js",
            "parts/done-button.js",
            "parts/export-buttons.js",
            "parts/hand.js",
            "parts/join-code.js",
            "parts/jumps.js",
            "parts/message.js",
            "parts/my-classes.js",
            "parts/news.js",
            "parts/options.js",
            "parts/problems.js",
            "parts/qr-drawing.js",
            "parts/question-card.js",
            "parts/roster-field.js",
            "parts/roster-preview.js",
            "parts/sent-to-all.js",
            "parts/several.js",
            "parts/short-lists.js",
            "parts/sound.js",
            "parts/student-form.js",
            "parts/teachers.js",
            "parts/thread.js",
            "parts/who.js",
            "parts/whole-message.js",
            "parts/windowed-list.js",
            "people-calls.js",
            "printed.js",
            "printing.js",
            "projector-feed.js",
            "qr-modules.js",
            "question-state.js",
            "questions.js",
            "refusals.js",
            "region.js",
            "rich-text.js",
            "roster-import.js",
            "roster/as-text.js",
            "roster/asides.js",
            "roster/check.js",
            "roster/clean.js",
            "roster/columns.js",
            "roster/decode.js",
            "roster/given-names.js",
            "roster/header-words.js",
            "roster/ids.js",
            "roster/looks.js",
            "roster/markup.js",
            "roster/names.js",
            "roster/people.js",
            "roster/rows.js",
            "roster/transliterate.js",
            "rules.js",
            "spreadsheet.js",
            "tasks.js",
            "views/activity.js",
            "views/in-class.js",
            "views/join.js",
            "views/projector.js",
            "views/questions.js",
            "views/requests.js",
            "views/roster.js",
            "views/sign-in.js",
            "views/start.js",
            "views/student.js",
            "views/teacher.js",
            "views/timeline.js",
            "views/way-in.js",
            "wiping.js",
            "words-de.js",
            "words-en.js",
            "words-es.js",
            "words-fr.js",
            "words.js",
            "zip.js");

    /** Files of libraries, which the build unpacks to {@code /web/lib}. */
    static final List<String> OF_OTHERS = List.of(
            "lit-html/lit-html.js",
            "lit-html/directive.js",
            "lit-html/directive-helpers.js",
            "lit-html/directives/live.js",
            "lit-html/directives/repeat.js",
            "papaparse/papaparse.js",
            "picocss__pico/css/pico.min.css");

    /**
     * The page runs our own files only, and no other page may embed it. Pico draws its arrows and ticks by
     * {@code data:} addresses.
     */
    private static final String SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** What the page never asks for, so that no injected code can. Copying links needs no entry here. */
    private static final String PERMISSIONS_POLICY =
            "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(), serial=(), bluetooth=(),"
                    + " hid=(), midi=(), accelerometer=(), gyroscope=(), magnetometer=()";

    private static final List<String> PRELOADED = List.of("main.js", "views/in-class.js");

    /** A module that another needs before it runs; one that is imported while it runs stands between brackets. */
    private static final Pattern IMPORT = Pattern.compile("\\b(?:from|import)\\s*['\"](\\.[^'\"]+)['\"]");

    private final Map<String, Function<HttpRequest, HttpResponse>> byPath = new LinkedHashMap<>();

    private WebFiles() {}

    /** @throws IllegalStateException if the program lacks one of the files */
    public static WebFiles load() {
        WebFiles files = new WebFiles();
        for (String name : FOR_CLIENTS) {
            files.byPath.put("/" + name, new WebFile(name, WebFile.read("/web/" + name), WebFile.ASK_AGAIN)::answer);
        }
        files.addPage();
        return files;
    }

    /** By the path of each file, what answers a request for it; does not block. */
    public Map<String, Function<HttpRequest, HttpResponse>> byPath() {
        return Map.copyOf(byPath);
    }

    private void addPage() {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        contents.put(CLIENT, WebFile.read("/web/" + CLIENT));
        OF_PAGE.forEach(name -> contents.put(name, WebFile.read("/web/app/" + name)));
        OF_OTHERS.forEach(name -> contents.put("lib/" + name, WebFile.read("/web/lib/" + name)));
        String base = "app/" + WebFile.digest(contents.values().toArray(byte[][]::new));
        contents.forEach((name, bytes) ->
                byPath.put("/" + base + "/" + name, new WebFile(name, bytes, WebFile.FOR_EVER)::answer));

        String index = new String(WebFile.read("/web/app/index.html"), StandardCharsets.UTF_8)
                .replace("{modules}", preloads(contents))
                .replace("{base}", base);
        WebFile page = new WebFile("index.html", index.getBytes(StandardCharsets.UTF_8), WebFile.ASK_AGAIN);
        byPath.put(
                "/",
                request -> page.answer(request)
                        .addHeader(RawHeader.create("Content-Security-Policy", SECURITY_POLICY))
                        .addHeader(RawHeader.create("Referrer-Policy", "no-referrer"))
                        .addHeader(RawHeader.create("Cross-Origin-Opener-Policy", "same-origin"))
                        .addHeader(RawHeader.create("Permissions-Policy", PERMISSIONS_POLICY)));
    }

    /**
     * Has the browser load at once what is needed in any case, and what everybody needs in a class, where people come
     * from a link; else it would learn of each module only from the one that imports it. The other views, and what few
     * people use, are imported when they are needed.
     */
    private static String preloads(Map<String, byte[]> contents) {
        Set<String> needed = new LinkedHashSet<>();
        PRELOADED.forEach(name -> addImportsOf(name, contents, needed));
        return needed.stream()
                .sorted()
                .map(name -> "<link rel=\"modulepreload\" href=\"{base}/" + name + "\">")
                .collect(Collectors.joining("\n  "));
    }

    private static void addImportsOf(String module, Map<String, byte[]> contents, Set<String> needed) {
        byte[] text = contents.get(module);
        if (text == null || !needed.add(module)) {
            return;
        }
        Matcher imports = IMPORT.matcher(new String(text, StandardCharsets.UTF_8));
        while (imports.find()) {
            addImportsOf(URI.create(module).resolve(imports.group(1)).toString(), contents, needed);
        }
    }
}
