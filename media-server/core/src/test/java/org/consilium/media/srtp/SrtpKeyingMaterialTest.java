package org.consilium.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SrtpKeyingMaterialTest {
    @ParameterizedTest
    @CsvSource({"7,56", "8,88", "1,60"})
    void splitsKeysBeforeSaltsAndClientBeforeServer(int number, int length) {
        var profile = SrtpProfile.withNumber(number).orElseThrow();
        var exported = new byte[length];
        for (int i = 0; i < length; i++) {
            exported[i] = (byte) (i + 1);
        }

        var keys = new SrtpKeyingMaterial(profile, exported);

        int key = profile.keyBytes();
        int salt = profile.saltBytes();
        assertThat(keys.client().key()).hasSize(key).startsWith(1);
        assertThat(keys.server().key()).hasSize(key).startsWith(key + 1);
        assertThat(keys.client().salt()).hasSize(salt).startsWith(2 * key + 1);
        assertThat(keys.server().salt()).hasSize(salt).startsWith(2 * key + salt + 1);
        assertThat(keys.server().salt()).endsWith(length);
    }

    @Test
    void destroyZeroesKeysAndSalts() {
        var keys = new SrtpKeyingMaterial(SrtpProfile.AEAD_AES_128_GCM, filled(56));

        keys.destroy();

        assertThat(keys.client().key()).containsOnly(0);
        assertThat(keys.server().key()).containsOnly(0);
        assertThat(keys.client().salt()).containsOnly(0);
        assertThat(keys.server().salt()).containsOnly(0);
    }

    @Test
    void refusesAnotherLength() {
        assertThatThrownBy(() -> new SrtpKeyingMaterial(SrtpProfile.AEAD_AES_128_GCM, filled(60)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void speaksNoOtherProfile() {
        assertThat(SrtpProfile.withNumber(2)).isEmpty();
        assertThat(SrtpProfile.withNumber(0x10001)).isEmpty();
    }

    private static byte[] filled(int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x55);
        return bytes;
    }
}
