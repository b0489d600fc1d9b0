package org.musicfs.core.template;

import java.util.List;

/** What a template asks of the track it is evaluated for. */
public interface TemplateContext {
  /**
   * The values of a field, in order.
   *
   * @param field its name in lower case
   * @return empty if the track does not have it
   */
  List<String> values(String field);

  /**
   * What {@code %aunique} shows: the text that tells this album from others with the same values of
   * the key fields.
   *
   * @param keyFields names in lower case; albums that agree in all of them compete for one name
   * @param disambiguators names in lower case, in the order in which they are tried
   * @return empty for the holder of the bare name
   */
  String aunique(List<String> keyFields, List<String> disambiguators);
}
