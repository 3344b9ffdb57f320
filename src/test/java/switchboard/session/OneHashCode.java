package switchboard.session;

import java.util.ArrayList;
import java.util.List;
import switchboard.protocol.values.UserId;

/** Ids that were chosen so that all of them have the same hash code: {@code Aa} and {@code BB} have. */
public final class OneHashCode {
    private OneHashCode() {}

    /** @param count at most 2 to the power of 25 */
    public static List<UserId> ids(int count) {
        List<UserId> ids = new ArrayList<>(count);
        int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
        for (int number = 0; number < count; number++) {
            StringBuilder id = new StringBuilder();
            for (int bit = 0; bit < bits; bit++) {
                id.append((number >> bit & 1) == 0 ? "Aa" : "BB");
            }
            ids.add(new UserId(id.toString()));
        }
        return ids;
    }
}
