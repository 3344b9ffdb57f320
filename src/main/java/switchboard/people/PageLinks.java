package switchboard.people;

/** Where the page takes each kind of secret: in the fragment of its address, which browsers send to no server. */
public final class PageLinks {
    private PageLinks() {}

    /** The link of the first teacher, behind the server's address. */
    public static String ofSetup(Secret secret) {
        return "/#/setup/" + secret.value();
    }

    /** An invite to become a teacher, or to sign in as one, behind the server's address. */
    public static String ofInvite(Secret secret) {
        return "/#/teach/" + secret.value();
    }

    /** A student's card, behind the server's address. */
    public static String ofCard(Secret secret) {
        return "/#/card/" + secret.value();
    }
}
