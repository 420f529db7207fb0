package org.consilium.media.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TransportAddressTest {
    @Test
    void ipv4IsHeldInItsMappedForm() {
        var address = TransportAddress.of(new byte[] {(byte) 192, 0, 2, 33}, 7882);

        assertThat(address.isIpv4()).isTrue();
        assertThat(address).hasToString("192.0.2.33:7882");
        assertThat(address.addressBytes()).containsExactly(192, 0, 2, 33);
    }

    @Test
    void ipv6PrintsItsEightGroups() {
        var bytes = new byte[16];
        bytes[0] = 0x20;
        bytes[1] = 0x01;
        bytes[15] = 1;

        var address = TransportAddress.of(bytes, 9);

        assertThat(address.isIpv4()).isFalse();
        assertThat(address).hasToString("[2001:0:0:0:0:0:0:1]:9");
        assertThat(address.addressBytes()).isEqualTo(bytes);
    }

    @Test
    void refusesOtherLengthsAndPorts() {
        assertThatThrownBy(() -> TransportAddress.of(new byte[5], 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TransportAddress.ofIpv4(0, 65536))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
