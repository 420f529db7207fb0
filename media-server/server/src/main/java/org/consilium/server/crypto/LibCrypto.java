package org.consilium.server.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * The functions of the system's libcrypto (OpenSSL 3) that encrypt. Loading this class fails where
 * the library or one of them is missing: ask {@link #isThere} first.
 *
 * <p>The handles are constants, so that calls through them are compiled to calls.
 */
@SuppressWarnings("restricted") // The manifest and the start script grant native access.
final class LibCrypto {
    private static final String NAME = "libcrypto.so.3";

    private static final List<String> NEEDED =
            List.of(
                    "OpenSSL_version",
                    "EVP_CIPHER_CTX_new",
                    "EVP_CIPHER_CTX_free",
                    "EVP_CIPHER_CTX_ctrl",
                    "EVP_CipherInit_ex",
                    "EVP_CipherUpdate",
                    "EVP_CipherFinal_ex",
                    "EVP_aes_128_gcm",
                    "EVP_aes_256_gcm",
                    "EVP_aes_128_ctr",
                    "EVP_aes_256_ctr");

    private static final int CTRL_AEAD_GET_TAG = 0x10;
    private static final int CTRL_AEAD_SET_TAG = 0x11;

    private static final Linker.Option CRITICAL = Linker.Option.critical(false);

    private static final MethodHandle VERSION =
            function("OpenSSL_version", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle NEW =
            function("EVP_CIPHER_CTX_new", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle FREE =
            function("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle CTRL =
            function(
                    "EVP_CIPHER_CTX_ctrl",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG),
                    CRITICAL);
    private static final MethodHandle INIT =
            function(
                    "EVP_CipherInit_ex",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                            JAVA_INT),
                    CRITICAL);
    private static final MethodHandle UPDATE =
            function(
                    "EVP_CipherUpdate",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT),
                    CRITICAL);
    private static final MethodHandle FINAL =
            function(
                    "EVP_CipherFinal_ex",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    CRITICAL);

    /** A kind of cipher, as OpenSSL points at it. */
    enum Kind {
        AES_128_GCM("EVP_aes_128_gcm"),
        AES_256_GCM("EVP_aes_256_gcm"),
        AES_128_CTR("EVP_aes_128_ctr"),
        AES_256_CTR("EVP_aes_256_ctr");

        private final long pointer;

        Kind(String function) {
            try {
                MethodHandle handle = function(function, FunctionDescriptor.of(ADDRESS));
                pointer = ((MemorySegment) handle.invokeExact()).address();
            } catch (Throwable e) {
                throw thrown(e);
            }
        }
    }

    private LibCrypto() {}

    /** Whether this machine has the library with all we need. */
    static boolean isThere() {
        try {
            SymbolLookup library = SymbolLookup.libraryLookup(NAME, Arena.global());
            return NEEDED.stream().allMatch(name -> library.find(name).isPresent());
        } catch (IllegalArgumentException | IllegalCallerException e) {
            return false;
        }
    }

    private static MethodHandle function(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        MemorySegment address =
                SymbolLookup.libraryLookup(NAME, Arena.global()).find(name).orElseThrow();
        return Linker.nativeLinker().downcallHandle(address, descriptor, options);
    }

    /** A foreign call declares to throw anything; with plain numbers it throws nothing. */
    private static RuntimeException thrown(Throwable cause) {
        return cause instanceof RuntimeException wrongCall
                ? wrongCall
                : new IllegalStateException("a call of libcrypto failed", cause);
    }

    /** Such as "OpenSSL 3.0.19 27 Jan 2026". */
    static String version() {
        try {
            var text = (MemorySegment) VERSION.invokeExact(0);
            return text.reinterpret(256).getString(0);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /**
     * A context with a key, to be freed.
     *
     * @throws IllegalStateException when libcrypto refuses, as with no memory left
     */
    static long open(Kind kind, byte[] key) {
        try {
            long context = ((MemorySegment) NEW.invokeExact()).address();
            if (context == 0) {
                throw new IllegalStateException("libcrypto has no memory left");
            }
            NativeDesk desk = NativeDesk.here();
            desk.laySmall(key, 0, key.length);
            int done = (int) INIT.invokeExact(context, kind.pointer, 0L, desk.small(), 0L, 1);
            desk.wipeSmall();
            if (done != 1) {
                free(context);
                throw new IllegalStateException("libcrypto refuses " + kind);
            }
            return context;
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    static void free(long context) {
        try {
            FREE.invokeExact(context);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** Begins a message under the key that the context has. */
    static boolean begin(long context, NativeDesk desk, byte[] iv, boolean encrypt) {
        desk.laySmall(iv, 0, iv.length);
        try {
            return (int) INIT.invokeExact(context, 0L, 0L, 0L, desk.small(), encrypt ? 1 : 0) == 1;
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** Adds bytes that the tag covers and nobody encrypts. */
    static boolean associate(long context, NativeDesk desk, byte[] aad, int offset, int length) {
        for (int at = 0; at < length; at += NativeDesk.TEXT_BYTES) {
            int part = Math.min(length - at, NativeDesk.TEXT_BYTES);
            desk.layText(aad, offset + at, part);
            if (!update(context, desk, 0, part)) {
                return false;
            }
        }
        return true;
    }

    /** Encrypts or decrypts; the two places are the same or do not overlap. */
    static boolean update(
            long context,
            NativeDesk desk,
            byte[] text,
            int textOffset,
            int length,
            byte[] destination,
            int destinationOffset) {
        for (int at = 0; at < length; at += NativeDesk.TEXT_BYTES) {
            int part = Math.min(length - at, NativeDesk.TEXT_BYTES);
            desk.layText(text, textOffset + at, part);
            if (!update(context, desk, desk.text(), part)) {
                return false;
            }
            desk.takeText(destination, destinationOffset + at, part);
        }
        return true;
    }

    private static boolean update(long context, NativeDesk desk, long output, int length) {
        try {
            return (int) UPDATE.invokeExact(context, output, desk.written(), desk.text(), length)
                    == 1;
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    /** Ends a message; false also when a tag that was set does not fit. */
    static boolean end(long context, NativeDesk desk) {
        try {
            return (int) FINAL.invokeExact(context, desk.end(), desk.written()) == 1;
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    static boolean readTag(long context, NativeDesk desk, byte[] array, int offset, int length) {
        boolean done = tag(context, CTRL_AEAD_GET_TAG, desk, length);
        desk.takeSmall(array, offset, length);
        return done;
    }

    static boolean expectTag(long context, NativeDesk desk, byte[] array, int offset, int length) {
        desk.laySmall(array, offset, length);
        return tag(context, CTRL_AEAD_SET_TAG, desk, length);
    }

    private static boolean tag(long context, int control, NativeDesk desk, int length) {
        try {
            return (int) CTRL.invokeExact(context, control, length, desk.small()) == 1;
        } catch (Throwable e) {
            throw thrown(e);
        }
    }
}
