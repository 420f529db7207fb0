package org.consilium.control.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class UuidV7Test {
    @Test
    void hasTheLayoutOfRfc9562() {
        // RFC 9562 appendix A.6: the timestamp of its example.
        var id = UuidV7.at(Instant.ofEpochMilli(0x017F22E279B0L));
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.toString()).startsWith("017f22e2-79b0-7");
    }

    @Test
    void sortsByTime() {
        var earlier = UuidV7.at(Instant.ofEpochMilli(1_000)).toString();
        var later = UuidV7.at(Instant.ofEpochMilli(1_001)).toString();
        assertThat(earlier).isLessThan(later);
    }
}
