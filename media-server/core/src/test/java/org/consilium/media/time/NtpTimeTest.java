package org.consilium.media.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NtpTimeTest {
    /** RFC 3550 §6.4.1, figure 2: the example of a round trip. */
    @Test
    void computesTheRoundTripOfTheExampleInTheRfc() {
        long arrival = 0xb44d_b705_2000_0000L;
        int lastReport = NtpTime.compact(0xb44d_b705_2000_0000L) - 0x0006_2000;
        int delay = 0x0005_4000;
        int roundTrip = NtpTime.compact(arrival) - lastReport - delay;
        assertThat(roundTrip).isEqualTo(0x0000_e000);
        assertThat(NtpTime.compactToNanos(roundTrip)).isEqualTo(875_000_000L);
        assertThat(NtpTime.compactToNanos(delay)).isEqualTo(5_250_000_000L);
    }

    @Test
    void theUnixEpochIsTwentyTwoHundredMillionSecondsIn() {
        assertThat(NtpTime.ofUnixNanos(0)).isEqualTo(0x83aa_7e80_0000_0000L);
        assertThat(NtpTime.toUnixNanos(0x83aa_7e80_8000_0000L)).isEqualTo(500_000_000L);
    }

    @Test
    void conversionIsExactToANanosecondInBothEras() {
        for (long nanos = 0; nanos < 3_000_000_000_000_000_000L; nanos += 77_777_777_777_777_777L) {
            assertThat(NtpTime.toUnixNanos(NtpTime.ofUnixNanos(nanos)))
                    .isBetween(nanos - 1, nanos + 1);
        }
    }

    @Test
    void compactDurationsSaturateInsteadOfWrapping() {
        assertThat(NtpTime.nanosToCompact(1_500_000_000L)).isEqualTo(0x0001_8000);
        assertThat(NtpTime.nanosToCompact(-5)).isZero();
        assertThat(NtpTime.nanosToCompact(Long.MAX_VALUE)).isEqualTo(-1);
    }

    @Test
    void mediaTicksDoNotOverflowAfterYears() {
        long tenYears = 315_360_000L * 1_000_000_000L;
        assertThat(MediaTicks.ofNanos(tenYears, 90_000)).isEqualTo(315_360_000L * 90_000);
        assertThat(MediaTicks.toNanos(315_360_000L * 90_000, 90_000)).isEqualTo(tenYears);
        assertThat(MediaTicks.ofNanos(-1_000_000_000L, 48_000)).isEqualTo(-48_000);
        assertThat(MediaTicks.toNanos(-960, 48_000)).isEqualTo(-20_000_000);
    }
}
