package org.connectoranalyzer.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class ByteViewTest {
  private final byte[] bytes = new byte[32];
  private final ByteView view = new ByteView();

  ByteViewTest() {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (0xF0 + i);
    }
    view.wrap(bytes, 4, 16);
  }

  @Test
  void readsBothByteOrdersUnsigned() {
    assertThat(view.u8(0)).isEqualTo(0xF4);
    assertThat(view.u16(1)).isEqualTo(0xF5F6);
    assertThat(view.u16le(1)).isEqualTo(0xF6F5);
    assertThat(view.u32(1)).isEqualTo(0xF5F6_F7F8L);
    assertThat(view.u32le(1)).isEqualTo(0xF8F7_F6F5L);
    assertThat(view.u64(1)).isEqualTo(0xF5F6_F7F8_F9FA_FBFCL);
    assertThat(view.u64le(1)).isEqualTo(0xFCFB_FAF9_F8F7_F6F5L);
  }

  @Test
  void neverReadsOutsideItsWindowAlthoughTheArrayGoesOn() {
    for (IntFunction<Object> read :
        List.<IntFunction<Object>>of(
            at -> view.u8(at),
            at -> view.u16(at - 1),
            at -> view.u32(at - 3),
            at -> view.u64(at - 7),
            at -> view.u64le(at - 7),
            at -> view.hash(at, 1),
            at -> view.equalsRange(at, view, 0, 1))) {
      assertThat(read.apply(15)).isNotNull();
      assertThatThrownBy(() -> read.apply(16)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> read.apply(Integer.MIN_VALUE))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> view.u8(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void answersWhatItHasForAnyArguments() {
    assertThat(view.has(0, 16)).isTrue();
    assertThat(view.has(16, 0)).isTrue();
    assertThat(view.has(1, 16)).isFalse();
    assertThat(view.has(-1, 1)).isFalse();
    assertThat(view.has(1, -1)).isFalse();
    assertThat(view.has(Integer.MAX_VALUE, Integer.MAX_VALUE)).isFalse();
    assertThat(view.has(Integer.MAX_VALUE, 1)).isFalse();
  }

  @Test
  void slicesAreBoundedByTheirParent() {
    ByteView slice = new ByteView().wrapSlice(view, 2, 4);
    assertThat(slice.length()).isEqualTo(4);
    assertThat(slice.u8(0)).isEqualTo(0xF6);
    assertThatThrownBy(() -> slice.u8(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> slice.wrapSlice(slice, 1, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(slice.wrapSlice(slice, 1, 3).u8(0)).isEqualTo(0xF7);
  }

  @Test
  void equalBytesHashEquallyWhereverTheyStand() {
    byte[] twice = new byte[40];
    for (int i = 0; i < 19; i++) {
      twice[i] = (byte) (i * 7);
      twice[20 + i] = (byte) (i * 7);
    }
    ByteView both = new ByteView().wrap(twice);
    assertThat(both.hash(0, 19)).isEqualTo(both.hash(20, 19));
    assertThat(both.equalsRange(0, both, 20, 19)).isTrue();
    assertThat(both.hash(0, 19)).isNotEqualTo(both.hash(0, 18)).isNotEqualTo(both.hash(1, 19));
    assertThat(new ByteView().wrap(new byte[3]).hash(0, 3))
        .isNotEqualTo(new ByteView().wrap(new byte[4]).hash(0, 4));
  }

  @Test
  void givesTextOneCharacterPerByteAsFarAsItReaches() {
    ByteView text = new ByteView().wrap(new byte[] {'C', 'O', (byte) 0xE4, 0});
    assertThat(text.ascii(0, 3)).isEqualTo("CO\u00E4");
    assertThat(text.ascii(1, 100)).isEqualTo("O\u00E4\0");
    assertThat(text.startsWith((byte) 'C', (byte) 'O')).isTrue();
    assertThat(text.startsWith(3, (byte) 0, (byte) 0)).isFalse();
  }
}
