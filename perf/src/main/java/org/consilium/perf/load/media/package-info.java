/**
 * The media of simulated participants: transports as clients have them, senders with frames of a
 * recorded encoder, receivers that repair, report and measure. All of it lives on a {@link
 * org.consilium.perf.load.media.LoadLoop}, which is one thread; per packet nothing is allocated but
 * what the JDK's ciphers make.
 */
@NullMarked
package org.consilium.perf.load.media;

import org.jspecify.annotations.NullMarked;
