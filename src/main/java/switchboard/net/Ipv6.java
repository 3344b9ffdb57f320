package switchboard.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings an address of IPv6 into the form of RFC 5952: Java's own reader turns some into addresses of IPv4. */
final class Ipv6 {
    private static final int GROUPS = 8;

    private Ipv6() {}

    static Optional<String> parse(String written) {
        int gap = written.indexOf("::");
        if (gap < 0) {
            return groups(written).filter(groups -> groups.size() == GROUPS).map(Ipv6::text);
        }
        Optional<List<Integer>> before = groups(written.substring(0, gap));
        Optional<List<Integer>> after = groups(written.substring(gap + 2));
        if (before.isEmpty()
                || after.isEmpty()
                || before.get().size() + after.get().size() >= GROUPS
                || written.substring(0, gap).contains(".")) {
            return Optional.empty();
        }
        List<Integer> all = new ArrayList<>(before.get());
        while (all.size() + after.get().size() < GROUPS) {
            all.add(0);
        }
        all.addAll(after.get());
        return Optional.of(text(all));
    }

    /** Groups of 16 bits; the last two may be written as an address of IPv4. */
    private static Optional<List<Integer>> groups(String written) {
        List<Integer> groups = new ArrayList<>();
        if (written.isEmpty()) {
            return Optional.of(groups);
        }
        String[] parts = written.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].matches("[0-9A-Fa-f]{1,4}")) {
                groups.add(Integer.parseInt(parts[i], 16));
            } else if (i == parts.length - 1 && parts[i].matches("([0-9]{1,3}\\.){3}[0-9]{1,3}")) {
                String[] bytes = parts[i].split("\\.", -1);
                for (int pair = 0; pair < 4; pair += 2) {
                    int high = Integer.parseInt(bytes[pair]);
                    int low = Integer.parseInt(bytes[pair + 1]);
                    if (high > 255 || low > 255) {
                        return Optional.empty();
                    }
                    groups.add(high << 8 | low);
                }
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(groups);
    }

    /** The longest run of zeros, the first of equals, becomes {@code ::}. */
    private static String text(List<Integer> groups) {
        int gap = -1;
        int gapLength = 1;
        for (int from = 0; from < GROUPS; from++) {
            int to = from;
            while (to < GROUPS && groups.get(to) == 0) {
                to++;
            }
            if (to - from > gapLength) {
                gap = from;
                gapLength = to - from;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                i += gapLength - 1;
                continue;
            }
            if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups.get(i)));
        }
        return text.toString();
    }
}
