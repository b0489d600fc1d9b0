package org.musicfs.grpc;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Fills records with random values, every component of them, from a seed. */
final class RandomRecords {
  private static final String[] WORDS = {"Björk", "東京", "a\nb", "\"x\"", "𝄞", "AC/DC", ""};

  private final Random random;

  RandomRecords(long seed) {
    this.random = new Random(seed);
  }

  <T extends Record> T next(Class<T> type) {
    try {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = value(components[i].getGenericType());
      }
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private Object value(Type type) {
    return switch (type) {
      case ParameterizedType list when list.getRawType() == List.class -> list(list);
      case Class<?> c when c == String.class ->
          WORDS[random.nextInt(WORDS.length)] + random.nextInt(1000);
      case Class<?> c when c == long.class -> random.nextLong();
      case Class<?> c when c == int.class -> random.nextInt();
      case Class<?> c when c == boolean.class -> random.nextBoolean();
      case Class<?> c when c.isEnum() ->
          c.getEnumConstants()[random.nextInt(c.getEnumConstants().length)];
      case Class<?> c when c.isRecord() -> next(c.asSubclass(Record.class));
      default -> throw new AssertionError("no values for " + type);
    };
  }

  private List<Object> list(ParameterizedType type) {
    List<Object> values = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      values.add(value(type.getActualTypeArguments()[0]));
    }
    return values;
  }
}
