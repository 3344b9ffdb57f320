package switchboard.testing.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** One user of one session who uses REST only. */
public record Caller(Api api, String session, String user, String role) {
    private static final int MOST = 1000;

    /** @param query what follows the user and the role, such as {@code &after=5} */
    public Answer read(String query) {
        return api.get(path() + "?user_id=" + user + "&role=" + role + query);
    }

    /** Every message that this user may see, page by page, as JSON text. */
    public List<String> readAll() {
        List<String> all = new ArrayList<>();
        JsonNode next = null;
        do {
            JsonNode page = read("&limit=" + MOST + (next == null ? "" : "&after=" + next.asLong()))
                    .expect(200)
                    .json();
            page.path("messages").forEach(message -> all.add(message.toString()));
            next = page.path("next_after");
        } while (!next.isNull());
        return all;
    }

    /** @param draft a frame as JSON; who sends it is added */
    public Answer post(String draft) {
        String sender = "{\"user_id\":\"" + user + "\",\"role\":\"" + role + "\"";
        String rest = draft.substring(1);
        return api.post(path(), sender + (rest.equals("}") ? rest : "," + rest));
    }

    public JsonNode participants() {
        return api.get("/api/sessions/" + session + "/participants")
                .expect(200)
                .json()
                .path("participants");
    }

    public String path() {
        return "/api/sessions/" + session + "/messages";
    }
}
