/**
 * Where secrets of origins are looked up. {@link org.musicfs.origin.secret.SecretReference} says
 * where one is, {@link org.musicfs.origin.secret.SecretReader} fetches it when it is needed. No
 * message of this package holds a secret, nor what was taken for a reference. Thread-safe.
 */
@NullMarked
package org.musicfs.origin.secret;

import org.jspecify.annotations.NullMarked;
