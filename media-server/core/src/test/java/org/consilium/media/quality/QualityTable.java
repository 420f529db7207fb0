package org.consilium.media.quality;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The acceptance table: each measure with its floor, its goal and what was measured. A floor must
 * hold for every seed, a goal for the median one; both are printed.
 */
final class QualityTable {
    /** What a measure must reach. */
    record Bound(double floorLow, double floorHigh, double goalLow, double goalHigh, String unit) {
        static Bound atLeast(double floor, double goal, String unit) {
            return new Bound(floor, Double.MAX_VALUE, goal, Double.MAX_VALUE, unit);
        }

        static Bound atMost(double floor, double goal, String unit) {
            return new Bound(-Double.MAX_VALUE, floor, -Double.MAX_VALUE, goal, unit);
        }

        static Bound between(double low, double high, double goalLow, double goalHigh, String u) {
            return new Bound(low, high, goalLow, goalHigh, u);
        }

        boolean meetsFloor(double value) {
            return value >= floorLow && value <= floorHigh;
        }

        boolean meetsGoal(double value) {
            return value >= goalLow && value <= goalHigh;
        }

        /** How far inside the floor a value is; the smallest is the worst. */
        private double margin(double value) {
            double low = floorLow == -Double.MAX_VALUE ? Double.MAX_VALUE : value - floorLow;
            double high = floorHigh == Double.MAX_VALUE ? Double.MAX_VALUE : floorHigh - value;
            double margin = Math.min(low, high);
            return Double.isNaN(margin) ? -Double.MAX_VALUE : margin;
        }

        private String floor() {
            return range(floorLow, floorHigh);
        }

        private String goal() {
            return range(goalLow, goalHigh);
        }

        private String range(double low, double high) {
            if (high == Double.MAX_VALUE) {
                return "≥ " + number(low) + unit;
            }
            if (low == -Double.MAX_VALUE) {
                return "≤ " + number(high) + unit;
            }
            return number(low) + "–" + number(high) + unit;
        }
    }

    private static final class Row {
        private final Bound bound;
        private final TreeMap<Long, Double> bySeed = new TreeMap<>();

        private Row(Bound bound) {
            this.bound = bound;
        }

        private double worst() {
            return bySeed.get(worstSeed());
        }

        private long worstSeed() {
            long seed = bySeed.firstKey();
            for (Map.Entry<Long, Double> entry : bySeed.entrySet()) {
                if (bound.margin(entry.getValue()) < bound.margin(bySeed.get(seed))) {
                    seed = entry.getKey();
                }
            }
            return seed;
        }

        private double median() {
            List<Double> sorted = new ArrayList<>(bySeed.values());
            sorted.sort(null);
            return sorted.get(sorted.size() / 2);
        }
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, String> reasons = new LinkedHashMap<>();

    /** One measurement; the name begins with the case. */
    void note(String name, Bound bound, double value, long seed) {
        rows.computeIfAbsent(name, unused -> new Row(bound)).bySeed.put(seed, value);
    }

    /** Why a goal is not met, or not yet. */
    void reason(String name, String why) {
        reasons.put(name, why);
    }

    /** Rows whose floor some seed does not meet. */
    List<String> belowFloor() {
        List<String> failed = new ArrayList<>();
        rows.forEach(
                (name, row) -> {
                    if (!row.bound.meetsFloor(row.worst())) {
                        failed.add(
                                name
                                        + " is "
                                        + number(row.worst())
                                        + row.bound.unit()
                                        + ", floor "
                                        + row.bound.floor()
                                        + ", seed "
                                        + row.worstSeed());
                    }
                });
        return failed;
    }

    /** The share of rows whose median meets the goal. */
    double goalShare() {
        long met = rows.values().stream().filter(row -> row.bound.meetsGoal(row.median())).count();
        return (double) met / rows.size();
    }

    String markdown() {
        var text = new StringBuilder();
        text.append("| What | Floor | Goal | Median | Worst | Seed of the worst | |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        rows.forEach(
                (name, row) ->
                        text.append("| ")
                                .append(name)
                                .append(" | ")
                                .append(row.bound.floor())
                                .append(" | ")
                                .append(row.bound.goal())
                                .append(" | ")
                                .append(number(row.median()))
                                .append(" | ")
                                .append(number(row.worst()))
                                .append(" | ")
                                .append(row.worstSeed())
                                .append(" | ")
                                .append(verdict(name, row))
                                .append(" |\n"));
        return text.toString();
    }

    private String verdict(String name, Row row) {
        if (!row.bound.meetsFloor(row.worst())) {
            return "**below floor**";
        }
        return row.bound.meetsGoal(row.median())
                ? "goal"
                : "floor: " + reasons.getOrDefault(name, "");
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "never";
        }
        return Math.abs(value) >= 100
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value).replaceAll("\\.?0+$", "");
    }
}
