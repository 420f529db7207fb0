/**
 * Storey 5, the door: {@link org.consilium.media.MediaEngine} is told datagrams, commands and the
 * time, and pushes datagrams and events out. Imports every storey below.
 */
@NullMarked
package org.consilium.media;

import org.jspecify.annotations.NullMarked;
