import type { ui as french } from '../fr/ui.ts';
import type { Translated } from '../types.ts';

export const ui: Translated<typeof french, 'ar'> = {
  separator: '، ',
  close: 'إغلاق',
  cancel: 'إلغاء',
  undo: 'تراجع',
  notUndone: 'لا يمكن التراجع عن هذا: {done}',
  undone: 'تم التراجع: {done}',
  retry: 'إعادة المحاولة',
  clear: 'مسح',
  dismiss: 'إخفاء',
  remove: 'إزالة {name}',
  required: 'مطلوب',
  loading: 'جارٍ التحميل…',
  notifications: 'الإشعارات',
  noMatch: 'لا توجد نتائج',
  unknownSender: 'غير معروف',
  unnamedFile: 'بلا اسم',
};
