package org.consilium.media.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SerialNumbersTest {
    @Test
    void distanceIsSignedAcrossTheWrap() {
        assertThat(SerialNumbers.distance16(2, 65534)).isEqualTo(4);
        assertThat(SerialNumbers.distance16(65534, 2)).isEqualTo(-4);
        assertThat(SerialNumbers.isNewer16(0, 65535)).isTrue();
        assertThat(SerialNumbers.isNewer16(5, 5)).isFalse();
    }

    @Test
    void extensionPicksTheNearestNumber() {
        assertThat(SerialNumbers.extend16(65535, 0)).isEqualTo(65536);
        assertThat(SerialNumbers.extend16(65536, 65535)).isEqualTo(65535);
        assertThat(SerialNumbers.extend16(0x1_2345_6789L, 0x678a)).isEqualTo(0x1_2345_678aL);
        assertThat(SerialNumbers.extend32(0xffff_fff0L, 5)).isEqualTo(0x1_0000_0005L);
    }
}
