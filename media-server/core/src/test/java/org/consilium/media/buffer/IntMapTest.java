package org.consilium.media.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntMapTest {
    /** Few keys and many removals, so that probing runs over the end of the table and over gaps. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void behavesAsTheLibrarysMap(long seed) {
        var random = new SplittableRandom(seed);
        var expected = new HashMap<Integer, String>();
        var map = new IntMap<String>();
        for (int step = 0; step < 50_000; step++) {
            int key = random.nextInt(4) == 0 ? random.nextInt(-40, 40) : random.nextInt(40) << 26;
            int dice = random.nextInt(100);
            if (dice == 0) {
                map.clear();
                expected.clear();
            } else if (dice < 55) {
                map.put(key, "value " + step);
                expected.put(key, "value " + step);
            } else {
                map.remove(key);
                expected.remove(key);
            }
            assertThat(map.size()).as("seed " + seed).isEqualTo(expected.size());
            assertThat(map.get(key)).as("seed " + seed).isEqualTo(expected.get(key));
        }
        Map<Integer, String> visited = new HashMap<>();
        map.forEachEntry((value, key) -> visited.put(key, value));
        assertThat(visited).isEqualTo(expected);
    }
}
